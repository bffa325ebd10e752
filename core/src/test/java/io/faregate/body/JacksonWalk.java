package io.faregate.body;

import io.faregate.body.Findings.Braces;
import io.faregate.body.Findings.Cut;
import io.faregate.body.Findings.Mark;
import io.faregate.body.Findings.Spot;
import io.faregate.ride.Reason;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The walk of {@link JacksonScanner}. */
final class JacksonWalk {
    static final int MOST_NAMES = 1024;

    private final JsonParser parser;
    private final byte[] body;
    private final int length;
    private final boolean client;
    private final Findings found = new Findings();

    JacksonWalk(JsonParser parser, byte[] body, int length, Origin origin) {
        this.parser = parser;
        this.body = body;
        this.length = length;
        this.client = origin == Origin.CLIENT;
    }

    Findings walk(Place<Rule> root) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Rejection.malformed("The body is empty.");
        }
        if (first != JsonToken.START_OBJECT) {
            throw Rejection.of(Reason.INVALID_VALUE, "The body is not a JSON object.", null);
        }
        object(root);
        if (parser.nextToken() != null) {
            throw Rejection.malformed("Something follows the body's JSON.");
        }
        return found;
    }

    private void value(JsonToken token, @Nullable Place<Rule> declared) {
        Place<Rule> place = declared == null ? null : accepted(token, declared);
        if (place == null) {
            open(token);
            return;
        }
        Role role = place.said().role();
        Mark before = found.mark();
        boolean claims = client && (place.said().claim() != null || role.isMessage());
        int from = claims ? start() : 0;
        if (token == JsonToken.VALUE_STRING) {
            string(place);
        } else if (place.isLeaf() && role.isOpen()) {
            open(token);
        } else if (token == JsonToken.START_OBJECT) {
            object(place);
        } else if (token == JsonToken.START_ARRAY) {
            array(place);
        } else {
            scalar(token, place);
        }
        if (role == Role.REMARK && token == JsonToken.VALUE_STRING) {
            found.remark();
        } else if (role == Role.ITEM) {
            found.item(token.isNumeric());
        } else if (role == Role.TOKEN) {
            found.item(true);
        } else if (role.isMessage()) {
            found.messages++;
        } else if (role == Role.TOOL) {
            found.tool();
        } else if (role == Role.DOCUMENT) {
            found.document(token == JsonToken.VALUE_NULL);
        } else if (role == Role.VOICE || role == Role.VOICE_DENIED) {
            found.speaks |= token != JsonToken.VALUE_NULL;
        } else if (role == Role.PROVIDER_TOOL) {
            found.providerTool(parser.currentName(), token == JsonToken.VALUE_NULL);
        } else if (role.isMedia()) {
            found.media(role, token == JsonToken.VALUE_NULL, before);
        }
        if (claims) {
            claim(token, place, from);
        }
    }

    private void claim(JsonToken token, Place<Rule> place, int from) {
        Claim claim = place.said().claim();
        if (claim != null && token != JsonToken.VALUE_NULL) {
            found.claims.add(claim, this::pointer);
        }
        if (claim == Claim.SYSTEM) {
            found.spot(place, new Spot(from, end(), token == JsonToken.VALUE_NULL, 0));
        }
        Role role = place.said().role();
        if (role.isMessage() && !found.claims.message(from, end()) && role == Role.TURN) {
            throw Rejection.invalid(pointer() + "/role", "is missing");
        }
    }

    /** The place of a value that may stand there; null for a value of the application's own that the table expects not. */
    private @Nullable Place<Rule> accepted(JsonToken token, Place<Rule> place) {
        if (client && isRefused(token, place.said().role())) {
            throw Rejection.notAllowed(pointer(), "");
        }
        if (Rule.takes(place, token)) {
            return place;
        }
        if (client || place.said().edited()) {
            throw Rejection.invalid(pointer(), "has a value of a wrong type");
        }
        return null;
    }

    private static boolean isRefused(JsonToken token, Role role) {
        return switch (role) {
            case DENIED, VOICE_DENIED -> token != JsonToken.VALUE_NULL && token != JsonToken.VALUE_FALSE;
            case IMAGE, SOUND, MEDIA, SOURCE -> token != JsonToken.VALUE_NULL;
            default -> false;
        };
    }

    /** What anything may stand in: a text as it is, all else as JSON. */
    private void open(JsonToken token) {
        text(token == JsonToken.VALUE_STRING ? parser.getString() : json(token), true);
    }

    /** JSON as its own sign for sign, but for white space and escapes that it needs not; after each value a separator. */
    private String json(JsonToken token) {
        StringBuilder json = new StringBuilder();
        if (token == JsonToken.START_OBJECT) {
            for (int names = 1; parser.nextToken() != JsonToken.END_OBJECT; names++) {
                checkName(parser.currentName(), names);
                json.append(quoted()).append(':').append(json(parser.nextToken()));
                json.append(',');
            }
            return "{" + json + "}";
        }
        if (token == JsonToken.START_ARRAY) {
            for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
                json.append(json(each)).append(',');
            }
            return "[" + json + "]";
        }
        return token == JsonToken.VALUE_STRING ? quoted() : parser.getString();
    }

    private String quoted() {
        StringBuilder quoted = new StringBuilder("\"");
        String text = parser.currentToken() == JsonToken.PROPERTY_NAME ? parser.currentName() : parser.getString();
        int at = start() + 1;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int next = forward(body, at, Character.charCount(text.codePointAt(i)));
            boolean isNeeded = "\"\\".indexOf(text.charAt(i)) >= 0 || text.charAt(i) < ' ';
            boolean isAlone = Character.getType(text.codePointAt(i)) == Character.SURROGATE;
            quoted.append(isNeeded ? "x".repeat(next - at) : Character.toString(text.codePointAt(i)));
            quoted.append(isAlone ? "uD83D" : "");
            at = next;
        }
        return quoted.append('"').toString();
    }

    private static void checkName(String name, int names) {
        if (names > MOST_NAMES || name.length() > JacksonScanner.LONGEST_NAME) {
            throw Rejection.malformed("The body has an object with too many names, or with too long a name.");
        }
    }

    private void object(Place<Rule> place) {
        int inside = place.said().edited() ? start() + 1 : 1;
        int names = 0;
        List<Place<Rule>> required = new ArrayList<>(2);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            checkName(name, ++names);
            Place<Rule> member = member(place, name);
            if (member != null && member.said().required()) {
                required.add(member);
            }
            value(parser.nextToken(), member);
        }
        if (place.said().edited()) {
            found.object(place, new Braces(inside, names == 0));
        }
        if (client) {
            checkRequired(place, required);
        }
    }

    private @Nullable Place<Rule> member(Place<Rule> place, String name) {
        Place<Rule> member = place.name(name);
        if (member != null) {
            return member;
        }
        if (client) {
            Place<Rule> like = LikeNames.find(place, name);
            throw Rejection.notAllowed(pointer(), like == null ? "" : "; it is written " + like.name());
        }
        if (place.said().role() == Role.TOOL_BOX) {
            found.providerTool(name, false);
        }
        text(name, true);
        return null;
    }

    private void checkRequired(Place<Rule> place, List<Place<Rule>> seen) {
        for (Place<Rule> member : place.names().values()) {
            if (member.said().required() && !seen.contains(member)) {
                throw Rejection.invalid(pointer() + missing(member), "is missing");
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
        int elements = 0;
        if (client && element != null && element.said().role().isMessage()) {
            found.claims.messages(start() + 1);
        }
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements++;
            value(token, element);
        }
        if (client && elements == 0 && place.said().required()) {
            throw Rejection.invalid(pointer(), "is empty");
        }
    }

    private void string(Place<Rule> place) {
        Role role = place.said().role();
        if (role == Role.PROMPT) {
            prompt(parser.getString());
            return;
        }
        if (role == Role.MODEL) {
            found.model = parser.getString();
            found.spot(place, new Spot(start(), end(), false, 0));
            return;
        }
        text(parser.getString(), !role.isWord() && role != Role.SIZE);
        string(parser.getString(), place);
    }

    private void string(String text, Place<Rule> place) {
        Role role = place.said().role();
        if (role.isWord() && client && !place.said().hasWord(text)) {
            throw Rejection.notAllowed(pointer(), " with this value");
        }
        if (role.isWord() && client) {
            found.claims.word(place.said(), text, this::pointer);
        }
        if (role == Role.TOOL_NAME) {
            found.claims.tool(text);
        } else if (role == Role.TOOL_KIND) {
            found.toolKind(text);
        } else if (role == Role.MEDIA_TYPE) {
            found.mediaType(text);
        } else if (role == Role.LIFETIME) {
            found.anHour |= text.equals("1h");
        } else if (role.served() != null) {
            found.served(role.served(), text);
        } else if (role == Role.MODALITY) {
            found.speaks |= text.equalsIgnoreCase("AUDIO");
        } else if (role == Role.EFFORT) {
            found.effort(text);
        } else if (role == Role.QUALITY) {
            found.picture.quality(text);
        } else if (role == Role.SIZE && !found.picture.size(text) && client) {
            throw Rejection.invalid(pointer(), "is no size of a picture, as 1024x1024");
        } else if (role == Role.PACE) {
            found.slow = true;
            found.spoken += text.codePoints().count();
        } else if (role == Role.SPOKEN) {
            found.spoken += text.codePoints().count();
        } else if (role == Role.IMAGE || role == Role.DATA) {
            found.shown(ShownPicture.read(body, start() + 1, end() - 1));
        }
    }

    private void prompt(String text) {
        int first = 0;
        while (first < text.length() && isSpace(text.charAt(first))) {
            first++;
        }
        int last = text.length();
        while (last > first && isSpace(text.charAt(last - 1))) {
            last--;
        }
        if (first == last) {
            throw Rejection.invalid(pointer(), "is blank");
        }
        text(text.substring(first, last), true);
        int from = start() + 1;
        int to = end() - 1;
        if (first > 0) {
            found.cuts.add(new Cut(from, forward(body, from, first), ""));
        }
        if (last < text.length()) {
            found.cuts.add(new Cut(forward(body, from, last), to, ""));
        }
    }

    /** All white space lies in the first plane, so units will do. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    /** The byte offset that lies some UTF-16 units behind another inside a JSON string in strict UTF-8. */
    private static int forward(byte[] body, int from, int units) {
        int at = from;
        for (int left = units; left > 0; left--) {
            int lead = body[at] & 0xFF;
            if (lead == '\\') {
                at += body[at + 1] == 'u' ? 6 : 2;
            } else if (lead >= 0xF0) {
                at += 4;
                left--;
            } else {
                at += lead < 0x80 ? 1 : lead < 0xE0 ? 2 : 3;
            }
        }
        return at;
    }

    private void text(String text, boolean isFree) {
        found.utf8Bytes += text.codePoints()
                .map(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4)
                .sum();
        found.utf8Bytes += text.chars()
                .filter(c -> (c >= 0xE00 && c < 0x3400) || (c >= 0xFB00 && c < 0xFE00))
                .mapToObj(Character::toString)
                .mapToInt(c -> Math.max(
                        0, Normalizer.normalize(c, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8).length - 3))
                .sum();
        found.promptChars += isFree ? text.codePoints().count() : 0;
    }

    private void scalar(JsonToken token, Place<Rule> place) {
        if (place.said().role() == Role.USES && token == JsonToken.VALUE_NUMBER_INT) {
            found.uses(body[start()] == '-' ? Long.MAX_VALUE : saturated());
        } else if (place.said().role() == Role.ALL_USES && token == JsonToken.VALUE_NUMBER_INT) {
            found.providerTools.mostCalls(body[start()] == '-' ? Long.MAX_VALUE : saturated());
        } else if (place.said().role() == Role.FETCHED && token == JsonToken.VALUE_NUMBER_INT) {
            found.fetched(body[start()] == '-' ? Long.MAX_VALUE : saturated(), client);
        } else if (place.said().role() == Role.PARTIALS && token == JsonToken.VALUE_NUMBER_INT) {
            found.picture.partials(body[start()] == '-' ? Long.MAX_VALUE : saturated());
        } else if (place.said().role() == Role.PACE) {
            found.slow |= token != JsonToken.VALUE_NULL;
        } else if (place.said().edited() && token == JsonToken.VALUE_NUMBER_INT) {
            number(place);
        } else if (place.said().edited()) {
            literal(token, place);
        }
    }

    private void literal(JsonToken token, Place<Rule> place) {
        Role role = place.said().role();
        boolean yes = token == JsonToken.VALUE_TRUE;
        found.stream |= yes && role == Role.STREAM;
        found.usageAsked |= yes && role == Role.USAGE_ASKED;
        int from = start();
        found.spot(place, new Spot(from, from + parser.getStringLength(), token == JsonToken.VALUE_NULL, 0));
    }

    private void number(Place<Rule> place) {
        int from = start();
        boolean budget = place.said().role() == Role.BUDGET;
        long least = budget || place.said().choice() == Choice.RETRIEVED_DOCUMENTS ? 0 : 1;
        if (!budget && (body[from] == '-' || saturated() < least)) {
            throw Rejection.invalid(pointer(), "must be " + least + " or more");
        }
        found.spot(place, new Spot(from, end(), false, body[from] == '-' ? Long.MAX_VALUE : saturated()));
    }

    private long saturated() {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? Long.MAX_VALUE : parser.getLongValue();
    }

    /** Where the present token begins. */
    private int start() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the present value ends; known only once it has been read whole. */
    private int end() {
        return Math.min(length, (int) parser.currentLocation().getByteOffset());
    }

    private String pointer() {
        return parser.streamReadContext().pathAsPointer().toString();
    }
}
