package io.faregate.body;

import io.faregate.body.Findings.Cut;
import java.util.List;

/** The members of one object that are taken out, each with the comma that goes with it. */
final class Gaps {
    private static final int NONE = -1;

    private final List<Cut> cuts;
    private int kept;

    /** Where the object's first members begin that are taken out; what follows decides how far that goes. */
    private int open = NONE;

    private int end;

    Gaps(List<Cut> cuts) {
        this.cuts = cuts;
    }

    /** A member begins that stays. */
    void keep(int from) {
        if (kept++ == 0 && open != NONE) {
            cuts.add(new Cut(open, from, ""));
        }
    }

    /** It has ended. */
    void kept(int to) {
        end = to;
    }

    /** A member that is taken out: behind one that stays, with the comma between them. */
    void strip(int from, int to) {
        if (kept > 0) {
            cuts.add(new Cut(end, to, ""));
        } else if (open == NONE) {
            open = from;
        }
        end = to;
    }

    void close() {
        if (kept == 0 && open != NONE) {
            cuts.add(new Cut(open, end, ""));
        }
    }

    /** Whether no member stays. */
    boolean isEmpty() {
        return kept == 0;
    }
}
