package io.faregate.body;

import java.util.Arrays;

/** The way down to the value that is being read: of each open object the names, of each open array the elements. */
final class BodyPath {
    static final int DEEPEST = 64;

    private static final int USUAL = 8;
    private static final int OBJECT = -1;

    private final byte[] body;
    private MemberNames[] names = new MemberNames[USUAL];
    private int[] elements = new int[USUAL];
    private int depth;

    BodyPath(byte[] body) {
        this.body = body;
    }

    /** Opens an object; its names are kept until another is opened at this depth. */
    MemberNames object() {
        down(OBJECT);
        int at = depth - 1;
        if (names[at] == null) {
            names[at] = new MemberNames(body);
        }
        names[at].clear();
        return names[at];
    }

    void array() {
        down(0);
    }

    private void down(int begun) {
        if (depth == DEEPEST) {
            throw Rejection.beyond();
        }
        if (depth == elements.length) {
            names = Arrays.copyOf(names, 2 * depth);
            elements = Arrays.copyOf(elements, 2 * depth);
        }
        elements[depth++] = begun;
    }

    /** Goes on to the next element of the open array. */
    void element() {
        elements[depth - 1]++;
    }

    void up() {
        depth--;
    }

    /** The name of the present member. */
    String name() {
        return names[depth - 1].last();
    }

    /** As a JSON pointer (RFC 6901). */
    String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            pointer.append('/');
            if (elements[i] == OBJECT) {
                pointer.append(names[i].last().replace("~", "~0").replace("/", "~1"));
            } else {
                pointer.append(elements[i] - 1);
            }
        }
        return pointer.toString();
    }
}
