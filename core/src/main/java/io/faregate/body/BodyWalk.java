package io.faregate.body;

import io.faregate.body.Findings.Braces;
import io.faregate.body.Findings.Cut;
import io.faregate.body.Findings.Mark;
import io.faregate.body.Findings.Spot;
import io.faregate.ride.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** One walk through a body, with the table of its dialect in hand. */
final class BodyWalk {
    /** Where all stand that are taken out: anything may be there, and it is no text that a model reads. */
    private static final Place<Rule> STRIPPED = Place.root(Rule.of(Role.PASS));

    private final byte[] body;
    private final boolean client;
    private final boolean strips;
    private final boolean takesPictures;
    private final boolean takesAddresses;
    private final JsonTokens tokens;
    private final BodyPath path;
    private final Findings found = new Findings();

    BodyWalk(byte[] body, int length, Origin origin, Unknown unknown, Caps caps) {
        this.body = body;
        this.tokens = new JsonTokens().begin(body, length);
        this.path = new BodyPath(body);
        this.client = origin == Origin.CLIENT;
        this.strips = client && unknown == Unknown.STRIP;
        this.takesPictures = !client || caps.max(Capped.IMAGES) > 0;
        this.takesAddresses = !client || caps.max(Capped.IMAGE_URLS) > 0;
    }

    Findings walk(Place<Rule> root) {
        if (tokens.isAtEnd()) {
            throw Rejection.malformed("The body is empty.");
        }
        JsonToken first = document();
        if (first != JsonToken.START_OBJECT) {
            throw Rejection.of(Reason.INVALID_VALUE, "The body is not a JSON object.", null);
        }
        object(root, false);
        if (!tokens.isAtEnd()) {
            document();
            throw Rejection.malformed("Something follows the body's JSON.");
        }
        return found;
    }

    /** The beginning of a document; one that is a number must stand apart. */
    private JsonToken document() {
        JsonToken first = tokens.value();
        if (first.isNumeric() && !tokens.isApart()) {
            throw Rejection.notJson();
        }
        tokens.count();
        return first;
    }

    private void value(JsonToken token, @Nullable Place<Rule> declared, boolean inText) {
        tokens.count();
        int from = tokens.from();
        Place<Rule> place = declared == null ? null : accepted(token, declared);
        Role role = place == null ? Role.STEP : place.said().role();
        boolean text = inText || role.isText();
        Mark before = role.isMedia() ? found.mark() : null;
        switch (token) {
            case START_OBJECT -> object(place, text);
            case START_ARRAY -> array(place, text);
            case VALUE_STRING -> string(place, text);
            default -> scalar(token, place);
        }
        count(token, role, before);
        if (client && place != null) {
            claim(token, place, from);
        }
    }

    /** What a client says in another's name is noted, and judged when the whole body is known. */
    private void claim(JsonToken token, Place<Rule> place, int from) {
        Claim claim = place.said().claim();
        if (claim != null && token != JsonToken.VALUE_NULL) {
            found.claims.add(claim, path::pointer);
        }
        if (claim == Claim.SYSTEM) {
            found.spot(place, new Spot(from, tokens.to(), token == JsonToken.VALUE_NULL, 0));
        }
        Role role = place.said().role();
        if (role.isMessage() && !found.claims.message(from, tokens.to()) && role == Role.TURN) {
            throw Rejection.invalid(path.pointer() + "/role", "is missing");
        }
    }

    /** A value has been read whole. */
    private void count(JsonToken token, Role role, @Nullable Mark before) {
        switch (role) {
            case ITEM -> found.item(token.isNumeric());
            case TOKEN -> found.item(true);
            case MESSAGE, TURN -> found.messages++;
            case TOOL -> found.tool();
            case PROVIDER_TOOL -> found.providerTool(path.name(), token == JsonToken.VALUE_NULL);
            case IMAGE, MEDIA, SOURCE -> media(token == JsonToken.VALUE_NULL, role, Objects.requireNonNull(before));
            default -> {}
        }
    }

    /** A client's picture is one that was measured, or whose address is taken. */
    private void media(boolean isNull, Role role, Mark before) {
        if (client && !isNull && !found.isAsSaid()) {
            throw Rejection.invalid(path.pointer(), "has no picture, or one of another kind than it says");
        }
        found.media(role, isNull, before);
    }

    /** The place of a value that may stand there; null for a value of the application's own that the table expects not. */
    private @Nullable Place<Rule> accepted(JsonToken token, Place<Rule> place) {
        if (client && isRefused(token, place.said().role())) {
            throw Rejection.notAllowed(path.pointer(), "");
        }
        if (Rule.takes(place, token)) {
            return place;
        }
        if (client || place.said().edited()) {
            throw Rejection.invalid(path.pointer(), "has a value of a wrong type");
        }
        return null;
    }

    private boolean isRefused(JsonToken token, Role role) {
        return switch (role) {
            case DENIED -> token != JsonToken.VALUE_NULL && token != JsonToken.VALUE_FALSE;
            case IMAGE, SOURCE -> !takesPictures && token != JsonToken.VALUE_NULL;
            case MEDIA -> token != JsonToken.VALUE_NULL;
            default -> false;
        };
    }

    private void object(@Nullable Place<Rule> place, boolean text) {
        int inside = tokens.to();
        MemberNames names = path.object();
        Gaps gaps = new Gaps(found.cuts);
        int required = 0;
        while (tokens.more('}', names.size() > 0)) {
            JsonString name = tokens.name();
            int from = tokens.from();
            JsonToken token = member(names, name);
            Place<Rule> member = place(place, name);
            required += member != null && member.said().required() ? 1 : 0;
            if (member == STRIPPED) {
                strip(token);
                gaps.strip(from, tokens.to());
            } else {
                gaps.keep(from);
                value(token, member, text);
                gaps.kept(tokens.to());
            }
        }
        gaps.close();
        path.up();
        if (place != null && place.said().edited()) {
            found.object(place, new Braces(inside, gaps.isEmpty()));
        }
        if (place != null && client) {
            checkRequired(place, names, required);
        }
    }

    /** The beginning of a member's value: it is read before the name is judged, so that broken JSON is called so. */
    private JsonToken member(MemberNames names, JsonString name) {
        if (name.hasLoneSurrogate()) {
            throw Rejection.notJson();
        }
        if (name.utf8Bytes() > MemberNames.LONGEST) {
            throw Rejection.beyond();
        }
        if (!names.add(name)) {
            throw Rejection.notJson();
        }
        tokens.count();
        tokens.colon();
        JsonToken token = tokens.value();
        if (names.size() > MemberNames.MOST) {
            throw Rejection.malformed("The body has an object with too many names, or with too long a name.");
        }
        return token;
    }

    private @Nullable Place<Rule> place(@Nullable Place<Rule> place, JsonString name) {
        if (place == null || place.isLeaf()) {
            found.text(name, false);
            return null;
        }
        Place<Rule> member = place.name(name);
        if (member != null) {
            return member;
        }
        if (strips) {
            return STRIPPED;
        }
        if (client) {
            Place<Rule> like = Fields.like(place, name.text());
            throw Rejection.notAllowed(path.pointer(), like == null ? "" : "; it is written " + like.name());
        }
        if (place.said().role() == Role.TOOL_BOX) {
            found.providerTool(name.text(), false);
        }
        found.text(name, false);
        return null;
    }

    /** Reads a value that will not go on, as strictly as all others. */
    private void strip(JsonToken token) {
        Mark before = found.mark();
        value(token, STRIPPED, false);
        found.strip(path.pointer(), before);
    }

    /** Two members have never one name, so that only where too few were seen it must be asked which. */
    private void checkRequired(Place<Rule> place, MemberNames names, int seen) {
        int missing = -seen;
        for (Place<Rule> member : place.names().values()) {
            missing += member.said().required() ? 1 : 0;
        }
        if (missing == 0) {
            return;
        }
        for (Place<Rule> member : place.names().values()) {
            if (member.said().required() && !names.has(member.name())) {
                throw Rejection.invalid(path.pointer() + missing(member), "is missing");
            }
        }
    }

    /** The way down to what is required in a member that is missing. */
    private static String missing(Place<Rule> member) {
        for (Place<Rule> below : member.names().values()) {
            if (below.said().required()) {
                return "/" + member.name() + missing(below);
            }
        }
        return "/" + member.name();
    }

    private void array(@Nullable Place<Rule> place, boolean text) {
        Place<Rule> element = place == null ? null : place.elements();
        boolean filled = false;
        if (client && element != null && element.said().role().isMessage()) {
            found.claims.messages(tokens.to());
        }
        path.array();
        while (tokens.more(']', filled)) {
            filled = true;
            path.element();
            value(tokens.value(), element, text);
        }
        path.up();
        if (client && !filled && place != null && place.said().required()) {
            throw Rejection.invalid(path.pointer(), "is empty");
        }
    }

    private void string(@Nullable Place<Rule> place, boolean text) {
        Role role = place == null ? Role.STEP : place.said().role();
        JsonString string = tokens.string();
        if (role == Role.PROMPT) {
            prompt(string);
            return;
        }
        if (role == Role.MODEL && place != null) {
            found.model = string.text();
            found.spot(place, new Spot(tokens.from(), tokens.to(), false, 0));
            return;
        }
        found.text(string, text && !role.isApart());
        if (place == null) {
            return;
        }
        if (client && role.isWord() && !place.said().hasWord(string.text())) {
            throw Rejection.notAllowed(path.pointer(), " with this value");
        }
        if (client && role.isWord()) {
            found.claims.word(place.said(), string.text(), path::pointer);
        }
        switch (role) {
            case TOOL_NAME -> found.claims.tool(string.text());
            case TOOL_KIND -> found.toolKind(string.text());
            case MEDIA_TYPE -> found.mediaType(string.text());
            case LIFETIME -> found.anHour |= string.text().equals("1h");
            case QUALITY -> found.picture.quality(string.text());
            case SIZE -> size(string.text());
            case IMAGE, DATA -> shown(ShownPicture.read(body, string.from(), string.to()));
            case PACE -> found.slow = true;
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

    private void size(String size) {
        if (!found.picture.size(size) && client) {
            throw Rejection.invalid(path.pointer(), "is no size of a picture, as 1024x1024");
        }
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

    private void scalar(JsonToken token, @Nullable Place<Rule> place) {
        if (place == null) {
            found.utf8Bytes += tokens.to() - tokens.from();
        } else if (place.said().role() == Role.USES && token == JsonToken.VALUE_NUMBER_INT) {
            found.uses(count());
        } else if (place.said().role() == Role.ALL_USES && token == JsonToken.VALUE_NUMBER_INT) {
            found.mostCalls(count());
        } else if (place.said().role() == Role.PARTIALS && token == JsonToken.VALUE_NUMBER_INT) {
            found.picture.partials(count());
        } else if (place.said().role() == Role.PACE) {
            found.slow |= token != JsonToken.VALUE_NULL;
        } else if (place.said().edited() && token == JsonToken.VALUE_NUMBER_INT) {
            number(place);
        } else if (place.said().edited()) {
            literal(token, place);
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
