package io.faregate.body;

import java.util.Arrays;
import tools.jackson.core.JsonToken;

/** The names that one object has had so far. Two are the same when they are the same text, however it is escaped. */
final class MemberNames {
    static final int MOST = 1024;
    static final int LONGEST = 256;

    /** So many are looked through one by one; more of them get a table. */
    private static final int FEW = 16;

    private final byte[] body;
    private long[] words = new long[8];
    private int[] from = new int[8];
    private int[] to = new int[8];
    private int size;

    /** Numbers of names by their words, from one; open addressing, at most half full. */
    private int[] table = {};

    MemberNames(byte[] body) {
        this.body = body;
    }

    void clear() {
        if (size > FEW) {
            Arrays.fill(table, 0);
        }
        size = 0;
    }

    int size() {
        return size;
    }

    /** The name that was added last. */
    String last() {
        return text(size - 1);
    }

    boolean has(String name) {
        for (int i = 0; i < size; i++) {
            if (text(i).equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a name unless it is there. */
    boolean add(JsonString name) {
        long word = name.word();
        makeRoom();
        words[size] = word;
        from[size] = name.from();
        to[size] = name.to();
        boolean fresh = size < FEW ? isFresh() : enter(size);
        size++;
        return fresh;
    }

    /** Adds the name of a member; returns the beginning of its value, which is read so that broken JSON is called so. */
    JsonToken value(JsonString name, JsonTokens tokens) {
        if (name.hasLoneSurrogate()) {
            throw Rejection.notJson();
        }
        if (name.utf8Bytes() > LONGEST) {
            throw Rejection.beyond();
        }
        if (!add(name)) {
            throw Rejection.notJson();
        }
        tokens.count();
        tokens.colon();
        JsonToken token = tokens.value();
        if (size > MOST) {
            throw Rejection.malformed("The body has an object with too many names, or with too long a name.");
        }
        return token;
    }

    private void makeRoom() {
        if (size == words.length) {
            words = Arrays.copyOf(words, 2 * size);
            from = Arrays.copyOf(from, 2 * size);
            to = Arrays.copyOf(to, 2 * size);
        }
        if (size >= FEW && (size == FEW || 2 * size >= table.length)) {
            rebuild();
        }
    }

    private boolean isFresh() {
        for (int i = 0; i < size; i++) {
            if (words[i] == words[size] && text(i).equals(text(size))) {
                return false;
            }
        }
        return true;
    }

    private void rebuild() {
        if (2 * size >= table.length) {
            table = new int[4 * size];
        }
        for (int i = 0; i < size; i++) {
            enter(i);
        }
    }

    private boolean enter(int index) {
        int mask = table.length - 1;
        int slot = NameHash.slot(words[index]) & mask;
        while (table[slot] != 0) {
            int other = table[slot] - 1;
            if (words[other] == words[index] && text(other).equals(text(index))) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = index + 1;
        return true;
    }

    private String text(int index) {
        return JsonEscape.text(body, from[index], to[index]);
    }
}
