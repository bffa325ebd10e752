package io.faregate.body;

/**
 * Finds where JSON that comes in pieces may be cut, so that only whole values and brackets are before the cut. Looks at
 * each byte once, however it is split.
 */
final class JsonCuts {
    static final int NONE = -1;

    private boolean inString;
    private boolean escaped;

    /** The last cut in the next bytes: behind a bracket or before a comma. */
    int last(byte[] bytes, int from, int to) {
        int cut = NONE;
        int at = from;
        while (at < to) {
            if (inString) {
                at = string(bytes, at, to);
                continue;
            }
            switch (bytes[at]) {
                case '"' -> inString = true;
                case ',' -> cut = at;
                case '{', '[', ']', '}' -> cut = at + 1;
                default -> {}
            }
            at++;
        }
        return cut;
    }

    /** Reads on in a string; returns where the next byte is that must be looked at. */
    private int string(byte[] bytes, int from, int to) {
        if (escaped) {
            escaped = false;
            return from + 1;
        }
        int at = PlainText.end(bytes, from, to);
        if (at == to) {
            return to;
        }
        inString = bytes[at] != '"';
        escaped = bytes[at] == '\\';
        return at + 1;
    }
}
