package io.faregate.body;

/** White space around a text, found in its decoded form and cut off in its JSON form. */
final class Trim {
    private Trim() {}

    /** How many UTF-16 units of white space a text begins with. */
    static int leading(String text) {
        int at = 0;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where the white space begins that a text ends with, not before an offset. */
    static int trailing(String text, int from) {
        int at = text.length();
        while (at > from && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** All white space lies in the first plane, so units will do. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    /** The byte offset that lies some UTF-16 units behind another inside a JSON string in strict UTF-8. */
    static int forward(byte[] body, int from, int units) {
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
}
