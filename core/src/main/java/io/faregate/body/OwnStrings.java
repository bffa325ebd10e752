package io.faregate.body;

/**
 * Tells what is new in the documents of one stream, of whose shape nobody knows anything: ids, names and kinds stand in
 * each of them under the same name, and the text changes. One document after another, by one thread.
 */
final class OwnStrings {
    /** A piece of a reply is short. What is longer is something else, as the documents that an answer is drawn from. */
    private static final int MOST_BYTES = 256;

    private static final int NAMES = 64;

    private final long[] names = new long[NAMES];
    private final long[] texts = new long[NAMES];
    private int left = MOST_BYTES;

    /** A document begins. */
    void begin() {
        left = MOST_BYTES;
    }

    /** How many bytes of a document that is no JSON are new: all, unless it repeats the one before. */
    int added(Bytes document) {
        return added(0, NameHash.word(document.array(), 0, document.size()), document.size());
    }

    /** How many bytes of a string are new under its name. */
    int added(long name, JsonString text) {
        return added(name, text.word(), text.utf8Bytes());
    }

    private int added(long name, long word, int bytes) {
        int slot = slot(name);
        if (names[slot] == name && texts[slot] == word) {
            return 0;
        }
        names[slot] = name;
        texts[slot] = word;
        int added = Math.min(left, bytes);
        left -= added;
        return added;
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
