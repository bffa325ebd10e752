package io.faregate.body;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Decodes the text of a body that has been scanned, piece by piece: JSON that is let in as it is comes without white space
 * and with only those escapes that it needs. Not thread-safe.
 */
final class TextPieces implements Iterator<String> {
    private final byte[] body;
    private final TextRanges texts;
    private final int chars;
    private final char[] piece;
    private int index;
    private int at;
    private int to;
    private int size;

    private boolean isJson;
    private boolean inQuotes;

    /** Bytes of an escape that are still to be taken as they stand. */
    private int asItStands;

    TextPieces(byte[] body, TextRanges texts, int chars) {
        if (chars < 2) {
            throw new IllegalArgumentException("a piece of " + chars + " characters has no room for a pair");
        }
        this.body = body;
        this.texts = texts;
        this.chars = chars;
        this.piece = new char[Math.min(chars, body.length)];
    }

    @Override
    public boolean hasNext() {
        return at < to || index < texts.size();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (at == to) {
            isJson = texts.isJson(index);
            at = texts.from(index);
            to = texts.to(index++);
        }
        size = 0;
        while (at < to && hasRoom()) {
            decode();
        }
        return new String(piece, 0, size);
    }

    /** Whether the next character fits; the first half of a pair needs the room of both. */
    private boolean hasRoom() {
        boolean isPair =
                (body[at] & 0xFF) >= 0xF0 || (isUnit() && Character.isHighSurrogate(JsonEscape.unit(body, at + 2, to)));
        return size + (isPair ? 2 : 1) <= chars;
    }

    private boolean isUnit() {
        return asItStands == 0 && body[at] == '\\' && body[at + 1] == 'u';
    }

    private void decode() {
        int lead = body[at];
        if (lead < 0) {
            wide(lead & 0xFF);
        } else if (lead == '\\' && asItStands == 0) {
            escape();
        } else {
            plain(lead);
        }
    }

    private void escape() {
        boolean isUnit = isUnit();
        char character = isUnit ? JsonEscape.unit(body, at + 2, to) : JsonEscape.character(body[at + 1]);
        int length = isUnit ? 6 : 2;
        if (isJson && JsonEscape.isNeeded(character)) {
            asItStands = length;
            plain('\\');
        } else {
            piece[size++] = character;
            at += length;
        }
    }

    private void plain(int sign) {
        at++;
        if (asItStands > 0) {
            asItStands--;
        } else if (isJson) {
            inQuotes ^= sign == '"';
            if (!inQuotes && sign <= ' ') {
                return;
            }
        }
        piece[size++] = (char) sign;
    }

    /** A character beyond ASCII; the scan has let in none that is broken. */
    private void wide(int lead) {
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        int character = lead & (0x7F >> length);
        for (int i = 1; i < length; i++) {
            character = (character << 6) | (body[at + i] & 0x3F);
        }
        size += Character.toChars(character, piece, size);
        at += length;
    }
}
