package io.faregate.body;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The string that was read last: checked and measured where it stands, decoded only when somebody asks. In strict
 * UTF-8 a character is a byte that continues none, so that characters need no decoding either.
 */
final class JsonString {
    private byte[] body = {};
    private int length;
    private int from;
    private int to;

    /** How many bytes the escapes are longer than what they stand for; no escape is shorter. */
    private int saved;

    /** How many bytes those escapes are longer that no writer of JSON can do without. */
    private int needed;

    /** How many bytes of the text only continue a character. */
    private int continued;

    /** How many surrogates are in no pair. */
    private int alone;

    /** Where an escape ended that wrote a high surrogate. */
    private int highEnd;

    /** Reads a string from behind its opening quote; returns where it goes on behind the closing one. */
    int read(byte[] in, int start, int size) {
        body = in;
        length = size;
        from = start;
        saved = 0;
        needed = 0;
        continued = 0;
        alone = 0;
        highEnd = -1;
        int at = PlainText.end(body, start, length);
        while (at < length && body[at] != '"') {
            at = PlainText.end(body, body[at] == '\\' ? escape(at) : wide(at), length);
        }
        if (at == length) {
            throw Rejection.notJson();
        }
        to = at;
        return at + 1;
    }

    private int escape(int at) {
        if (isUnicode(at)) {
            return unicodes(at);
        }
        needed += JsonEscape.isNeeded(JsonEscape.character(at + 1 < length ? body[at + 1] : 0)) ? 1 : 0;
        saved++;
        return at + 2;
    }

    private boolean isUnicode(int at) {
        return at + 1 < length && body[at] == '\\' && body[at + 1] == 'u';
    }

    /** Seldom one alone: who writes one character this way writes all of its kind so. */
    private int unicodes(int start) {
        int at = start;
        while (isUnicode(at)) {
            unicode(JsonEscape.unit(body, at + 2, length), at);
            at += 6;
        }
        return at;
    }

    /** The second of a pair of surrogates makes three bytes four. */
    private void unicode(char unit, int at) {
        boolean completes = highEnd == at && Character.isLowSurrogate(unit);
        int size = unit < 0x80 || completes ? 1 : unit < 0x800 ? 2 : 3;
        saved += 6 - size;
        needed += JsonEscape.isNeeded(unit) ? 5 : 0;
        continued += completes ? 1 : size - 1;
        highEnd = Character.isHighSurrogate(unit) ? at + 6 : -1;
        if (Character.isSurrogate(unit)) {
            alone += completes ? -1 : 1;
        }
    }

    private int wide(int start) {
        int at = start;
        do {
            int size = body[at] < 0 ? Utf8.sequence(body, at, length) : 0;
            if (size == 0) {
                throw Rejection.notJson();
            }
            continued += size - 1;
            at += size;
        } while (at < length && body[at] < 0);
        return at;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** The bytes of the text in UTF-8; a lone surrogate counts three. */
    int utf8Bytes() {
        return to - from - saved;
    }

    /** The characters of the text, pairs of surrogates counted once. */
    int characters() {
        return utf8Bytes() - continued;
    }

    /** How many bytes longer than that the text is for a tokenizer that writes it out. */
    int writtenOut() {
        return continued == 0 ? 0 : WrittenOut.more(body, from, to);
    }

    /** How many signs longer than the text it is in JSON, by its escapes; that of a lone surrogate has no other way. */
    int escapes() {
        return needed + 5 * alone;
    }

    boolean hasLoneSurrogate() {
        return alone > 0;
    }

    /** The text as a word of {@link NameHash}, however it is escaped. */
    long word() {
        if (saved == 0) {
            return NameHash.word(body, from, to);
        }
        byte[] utf8 = text().getBytes(StandardCharsets.UTF_8);
        return NameHash.word(utf8, 0, utf8.length);
    }

    /** Whether it is a text of which the bytes are given, and whose word is the same, however it is escaped. */
    boolean is(byte[] utf8) {
        return saved == 0
                ? NameHash.isSame(body, from, to, utf8)
                : Arrays.equals(text().getBytes(StandardCharsets.UTF_8), utf8);
    }

    String text() {
        return JsonEscape.text(body, from, to);
    }
}
