package io.faregate.body;

/**
 * Tells how much is new in the documents of one stream, of whose shape nobody knows anything: kinds and names stand in each
 * of them under the same name, and the text changes. Times and ids may change beside it, so that of all strings of a
 * document that have changed the shortest counts: too little may be counted, and nobody's reply is cut for its ids. One
 * document after another, by one thread.
 */
final class OwnStrings {
    /** A piece of a reply is short. What is longer is something else, as the documents that an answer is drawn from. */
    private static final int MOST_BYTES = 256;

    private static final int NAMES = 64;
    private static final int NOTHING = Integer.MAX_VALUE;

    private final long[] names = new long[NAMES];
    private final long[] texts = new long[NAMES];
    private int shortest = NOTHING;

    /** Ends a document: how many bytes of it are new. */
    int take() {
        int added = shortest == NOTHING ? 0 : Math.min(MOST_BYTES, shortest);
        shortest = NOTHING;
        return added;
    }

    /** A document that is no JSON is one string. */
    void see(Bytes document) {
        shortest = NOTHING;
        see(0, NameHash.word(document.array(), 0, document.size()), document.size());
    }

    /** A string under its name. */
    void see(long name, JsonString text) {
        see(name, text.word(), text.utf8Bytes());
    }

    private void see(long name, long word, int bytes) {
        int slot = slot(name);
        if (names[slot] == name && texts[slot] == word) {
            return;
        }
        names[slot] = name;
        texts[slot] = word;
        if (bytes > 0) {
            shortest = Math.min(shortest, bytes);
        }
    }

    /** Where a name is, or will be: the first place that is free, or that of another where many are taken. */
    private int slot(long name) {
        int first = NameHash.slot(name);
        for (int i = 0; i < NAMES; i++) {
            int slot = (first + i) & (NAMES - 1);
            if (names[slot] == name || (names[slot] == 0 && texts[slot] == 0)) {
                return slot;
            }
        }
        return first & (NAMES - 1);
    }
}
