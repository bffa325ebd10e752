package io.faregate.body;

import io.faregate.body.Findings.Braces;
import io.faregate.body.Findings.Mark;
import io.faregate.body.Findings.Spot;
import io.faregate.ride.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * One walk through a body, with the table of its dialect in hand: through its objects and arrays. What their values say is
 * for {@link BodyValues}.
 */
final class BodyWalk {
    /** Where all stand that are taken out: anything may be there, and it is no text that a model reads. */
    private static final Place<Rule> STRIPPED = Place.root(Rule.of(Role.PASS));

    private final boolean client;
    private final boolean strips;
    private final boolean takesPictures;
    private final JsonTokens tokens;
    private final BodyPath path;
    private final Findings found = new Findings();
    private final BodyValues values;
    private final OpenJson open;

    BodyWalk(byte[] body, int length, Origin origin, Unknown unknown, Caps caps) {
        this.tokens = new JsonTokens().begin(body, 0, length);
        this.path = new BodyPath(body);
        this.client = origin == Origin.CLIENT;
        this.strips = client && unknown == Unknown.STRIP;
        this.takesPictures = !client || caps.max(Capped.IMAGES) > 0;
        boolean takesAddresses = !client || caps.max(Capped.IMAGE_URLS) > 0;
        this.values = new BodyValues(body, client, takesAddresses, tokens, path, found);
        this.open = new OpenJson(tokens, path, found);
    }

    Findings walk(Place<Rule> root) {
        if (tokens.isAtEnd()) {
            throw Rejection.malformed("The body is empty.");
        }
        JsonToken first = document();
        if (first != JsonToken.START_OBJECT) {
            throw Rejection.of(Reason.INVALID_VALUE, "The body is not a JSON object.", null);
        }
        object(root);
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

    private void value(JsonToken token, @Nullable Place<Rule> declared) {
        tokens.count();
        int from = tokens.from();
        Place<Rule> place = declared == null ? null : accepted(token, declared);
        if (place == null) {
            open.read(token);
            return;
        }
        Role role = place.said().role();
        Mark before = role.isMedia() ? found.mark() : null;
        read(token, place);
        count(token, role, before);
        if (client) {
            claim(token, place, from);
        }
    }

    private void read(JsonToken token, Place<Rule> place) {
        if (Rule.isOpen(place) && token != JsonToken.VALUE_STRING) {
            open.read(token);
            return;
        }
        switch (token) {
            case START_OBJECT -> object(place);
            case START_ARRAY -> array(place);
            case VALUE_STRING -> values.string(place);
            default -> values.scalar(token, place);
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
            case DOCUMENT -> found.document(token == JsonToken.VALUE_NULL);
            case VOICE, VOICE_DENIED -> found.speaks |= token != JsonToken.VALUE_NULL;
            case PROVIDER_TOOL -> found.providerTool(path.name(), token == JsonToken.VALUE_NULL);
            case IMAGE, SOUND, MEDIA, SOURCE ->
                media(token == JsonToken.VALUE_NULL, role, Objects.requireNonNull(before));
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
            case DENIED, VOICE_DENIED -> token != JsonToken.VALUE_NULL && token != JsonToken.VALUE_FALSE;
            case IMAGE, SOURCE -> !takesPictures && token != JsonToken.VALUE_NULL;
            case SOUND, MEDIA -> token != JsonToken.VALUE_NULL;
            default -> false;
        };
    }

    private void object(Place<Rule> place) {
        int inside = tokens.to();
        MemberNames names = path.object();
        Gaps gaps = new Gaps(found.cuts);
        int required = 0;
        while (tokens.more('}', names.size() > 0)) {
            JsonString name = tokens.name();
            int from = tokens.from();
            JsonToken token = names.value(name, tokens);
            Place<Rule> member = place(place, name);
            required += member != null && member.said().required() ? 1 : 0;
            if (member == STRIPPED) {
                strip(token);
                gaps.strip(from, tokens.to());
            } else {
                gaps.keep(from);
                value(token, member);
                gaps.kept(tokens.to());
            }
        }
        gaps.close();
        path.up();
        if (place.said().edited()) {
            found.object(place, new Braces(inside, gaps.isEmpty()));
        }
        if (client) {
            checkRequired(place, names, required);
        }
    }

    /** The place of a member; null for one of the application's own that no table has. */
    private @Nullable Place<Rule> place(Place<Rule> place, JsonString name) {
        Place<Rule> member = place.name(name);
        if (member != null) {
            return member;
        }
        if (strips) {
            return STRIPPED;
        }
        if (client) {
            Place<Rule> like = LikeNames.find(place, name.text());
            throw Rejection.notAllowed(path.pointer(), like == null ? "" : "; it is written " + like.name());
        }
        if (place.said().role() == Role.TOOL_BOX) {
            found.providerTool(name.text(), false);
        }
        found.text(name, true);
        return null;
    }

    /** Reads a value that will not go on, as strictly as all others. */
    private void strip(JsonToken token) {
        Mark before = found.mark();
        value(token, STRIPPED);
        found.strip(path.pointer(), before);
    }

    /** Two members have never one name, so that only where too few were seen it must be asked which. */
    private void checkRequired(Place<Rule> place, MemberNames names, int seen) {
        if (seen == place.required()) {
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

    private void array(Place<Rule> place) {
        Place<Rule> element = place.elements();
        boolean filled = false;
        if (client && element != null && element.said().role().isMessage()) {
            found.claims.messages(tokens.to());
        }
        path.array();
        while (tokens.more(']', filled)) {
            filled = true;
            path.element();
            value(tokens.value(), element);
        }
        path.up();
        if (client && !filled && place.said().required()) {
            throw Rejection.invalid(path.pointer(), "is empty");
        }
    }
}
