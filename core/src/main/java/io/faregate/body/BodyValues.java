package io.faregate.body;

import io.faregate.body.Findings.Cut;
import io.faregate.body.Findings.Spot;
import java.util.Objects;
import tools.jackson.core.JsonToken;

/** What the strings, numbers and literals of a body say at their places, for the walk that comes to them. */
final class BodyValues {
    private final byte[] body;
    private final boolean client;
    private final boolean takesAddresses;
    private final JsonTokens tokens;
    private final BodyPath path;
    private final Findings found;

    BodyValues(byte[] body, boolean client, boolean takesAddresses, JsonTokens tokens, BodyPath path, Findings found) {
        this.body = body;
        this.client = client;
        this.takesAddresses = takesAddresses;
        this.tokens = tokens;
        this.path = path;
        this.found = found;
    }

    void string(Place<Rule> place) {
        Role role = place.said().role();
        JsonString string = tokens.string();
        if (role == Role.PROMPT) {
            prompt(string);
            return;
        }
        if (role == Role.MODEL) {
            found.model = string.text();
            found.spot(place, new Spot(tokens.from(), tokens.to(), false, 0));
            return;
        }
        found.text(string, role.isFreeText());
        if (client && role.isWord() && !place.said().hasWord(string.text())) {
            throw Rejection.notAllowed(path.pointer(), " with this value");
        }
        if (client && role.isWord()) {
            found.claims.word(place.said(), string.text(), path::pointer);
        }
        switch (role) {
            case REMARK -> found.remark();
            case TOOL_NAME -> found.claims.tool(string.text());
            case TOOL_KIND -> found.toolKind(string.text());
            case MEDIA_TYPE -> found.mediaType(string.text());
            case LIFETIME -> found.anHour |= string.text().equals("1h");
            case TIER, SPEED, REGION -> found.served(Objects.requireNonNull(role.served()), string.text());
            case EFFORT -> found.effort(string.text());
            case MODALITY -> found.speaks |= string.text().equalsIgnoreCase("AUDIO");
            case QUALITY, SIZE -> found.picture.word(role, string.text(), client, path::pointer);
            case IMAGE, DATA -> shown(ShownPicture.read(body, string.from(), string.to()));
            case SPOKEN -> found.spoken += string.characters();
            case PACE -> pace(string);
            default -> {}
        }
    }

    private void shown(ShownPicture picture) {
        if (client && (found.hasShown() || picture.kind() == ShownPicture.Kind.OTHER)) {
            throw Rejection.invalid(
                    path.pointer(), "is no picture whose size can be read: a PNG, JPEG, WebP or GIF in base64");
        }
        if (picture.kind() == ShownPicture.Kind.ADDRESS && !takesAddresses) {
            throw Rejection.notAllowed(path.pointer(), " with an address");
        }
        found.shown(picture);
    }

    /** It may be spoken as well, before the text or between its words. */
    private void pace(JsonString string) {
        found.slow = true;
        found.spoken += string.characters();
    }

    private void prompt(JsonString string) {
        Trim trim = Trim.of(body, string);
        if (trim.isBlank()) {
            throw Rejection.invalid(path.pointer(), "is blank");
        }
        found.text(string, trim);
        if (trim.from() > string.from()) {
            found.cuts.add(new Cut(string.from(), trim.from(), ""));
        }
        if (trim.to() < string.to()) {
            found.cuts.add(new Cut(trim.to(), string.to(), ""));
        }
    }

    void scalar(JsonToken token, Place<Rule> place) {
        Rule rule = place.said();
        if (rule.role() == Role.PACE) {
            found.slow |= token != JsonToken.VALUE_NULL;
        } else if (rule.edited() && token == JsonToken.VALUE_NUMBER_INT) {
            number(place);
        } else if (rule.edited()) {
            literal(token, place);
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
            count(rule.role());
        }
    }

    private void count(Role role) {
        switch (role) {
            case USES -> found.uses(count());
            case ALL_USES -> found.providerTools.mostCalls(count());
            case FETCHED -> found.fetched(count(), client);
            case PARTIALS -> found.picture.partials(count());
            default -> {}
        }
    }

    /** A number of which a negative one is as much as there is. */
    private long count() {
        return body[tokens.from()] == '-' ? Long.MAX_VALUE : JsonNumber.saturated(body, tokens.from(), tokens.to());
    }

    private void literal(JsonToken token, Place<Rule> place) {
        Role role = place.said().role();
        boolean yes = token == JsonToken.VALUE_TRUE;
        found.stream |= yes && role == Role.STREAM;
        found.usageAsked |= yes && role == Role.USAGE_ASKED;
        found.spot(place, new Spot(tokens.from(), tokens.to(), token == JsonToken.VALUE_NULL, 0));
    }

    private void number(Place<Rule> place) {
        int from = tokens.from();
        boolean negative = body[from] == '-';
        boolean all = negative && place.said().role() == Role.BUDGET;
        long number = all ? Long.MAX_VALUE : JsonNumber.saturated(body, from, tokens.to());
        long least = place.said().least();
        if (number < least || (negative && !all)) {
            throw Rejection.invalid(path.pointer(), "must be " + least + " or more");
        }
        found.spot(place, new Spot(from, tokens.to(), false, number));
    }
}
