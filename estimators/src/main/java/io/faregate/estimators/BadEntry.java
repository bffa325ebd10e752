package io.faregate.estimators;

import java.io.Serial;

/** An entry of a list that can not be taken; thrown from within it, and made into a remark. */
final class BadEntry extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String why;

    BadEntry(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    String why() {
        return why;
    }

    /** The same, said of a member of the entry. */
    BadEntry of(String member) {
        return new BadEntry(member + " " + why);
    }
}
