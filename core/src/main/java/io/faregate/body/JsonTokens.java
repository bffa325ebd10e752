package io.faregate.body;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonToken;

/**
 * Reads JSON (RFC 8259) where it stands, one token after another. What must come next is the caller's to know: there
 * is a method for each. A literal or a number is read whole as soon as it is seen, a string when it is asked for. One
 * reader serves many texts, one after another.
 */
final class JsonTokens {
    static final int MOST = 500_000;

    private final JsonString string = new JsonString();
    private final JsonNumber number = new JsonNumber();
    private byte[] body = {};
    private int length;
    private int at;
    private int from;
    private int count;

    /** Begins to read a text, or one piece of it. */
    JsonTokens begin(byte[] text, int start, int end) {
        body = text;
        length = end;
        at = start;
        from = start;
        count = 0;
        return this;
    }

    /** Whether white space follows, or nothing. */
    boolean isApart() {
        return at == length || isSpace(body[at]);
    }

    boolean isAtEnd() {
        skipSpace();
        return at == length;
    }

    /** The beginning of a value, which is counted apart. */
    JsonToken value() {
        skipSpace();
        from = at;
        return switch (next()) {
            case '"' -> JsonToken.VALUE_STRING;
            case '{' -> bracket(JsonToken.START_OBJECT);
            case '[' -> bracket(JsonToken.START_ARRAY);
            case 't' -> literal("true", JsonToken.VALUE_TRUE);
            case 'f' -> literal("false", JsonToken.VALUE_FALSE);
            case 'n' -> literal("null", JsonToken.VALUE_NULL);
            default -> number();
        };
    }

    private JsonToken bracket(JsonToken kind) {
        at++;
        return kind;
    }

    private JsonToken number() {
        JsonToken kind = number.read(body, at, length);
        at = number.end();
        return kind;
    }

    private JsonToken literal(String word, JsonToken kind) {
        for (int i = 0; i < word.length(); i++) {
            if (next() != word.charAt(i)) {
                throw Rejection.notJson();
            }
            at++;
        }
        if (goesOn()) {
            throw Rejection.notJson();
        }
        return kind;
    }

    /** Whether a word goes on: then it is another word, and not a literal with something wrong behind. */
    private boolean goesOn() {
        int next = next();
        if (next < 0) {
            String rest = new String(body, at, Math.min(4, length - at), StandardCharsets.UTF_8);
            return Character.isJavaIdentifierPart(rest.codePointAt(0));
        }
        return next >= '0' && Character.isJavaIdentifierPart(next);
    }

    /** The string whose opening quote was seen. */
    JsonString string() {
        at = string.read(body, from + 1, length);
        return string;
    }

    /** Counts a token of the body. */
    void count() {
        if (++count > MOST) {
            throw Rejection.beyond();
        }
    }

    /** Whether a bracket's inside goes on, with a comma unless it has just begun; else its closing bracket is read. */
    boolean more(char close, boolean begun) {
        skipSpace();
        if (next() == close) {
            at++;
            count();
            return false;
        }
        if (begun) {
            expect(',');
        }
        return true;
    }

    JsonString name() {
        skipSpace();
        from = at;
        expect('"');
        return string();
    }

    void colon() {
        skipSpace();
        expect(':');
    }

    private void expect(char what) {
        if (next() != what) {
            throw Rejection.notJson();
        }
        at++;
    }

    /** Mostly there is none: a loop that hardly ever runs is kept out of the way. */
    private void skipSpace() {
        if (at < length && body[at] <= ' ') {
            skipSpaces();
        }
    }

    private void skipSpaces() {
        while (at < length && isSpace(body[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }

    /** The byte that is read next; at the end zero, which is nowhere in JSON. */
    private int next() {
        return at < length ? body[at] : 0;
    }

    /** The integer that was read last, saturated. */
    long integer() {
        long size = JsonNumber.saturated(body, from, at);
        return body[from] == '-' ? -size : size;
    }

    /** The least integer that is not below the number that was read last, saturated. */
    long ceiling() {
        return (long) Math.ceil(Double.parseDouble(new String(body, from, at - from, StandardCharsets.US_ASCII)));
    }

    /** Where the present value begins. */
    int from() {
        return from;
    }

    /** Where the present value ends, once it has been read whole. */
    int to() {
        return at;
    }
}
