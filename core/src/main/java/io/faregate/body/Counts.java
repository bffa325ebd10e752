package io.faregate.body;

import java.util.Arrays;

/** The counts of one report of usage. A count beyond all sense spoils the report. Not thread-safe. */
final class Counts {
    private static final long ABSURD = 1_000_000_000_000L;

    /** Less than any count, so that the larger of two is one that was said. */
    private static final long UNSAID = Long.MIN_VALUE;

    private static final int READINGS = Reading.values().length;

    private final long[] counts = new long[READINGS];
    private boolean spoiled;

    Counts() {
        clear();
    }

    final void clear() {
        Arrays.fill(counts, UNSAID);
        spoiled = false;
    }

    void set(Reading what, long count) {
        spoiled |= count < 0 || count > ABSURD;
        counts[what.index()] = count;
    }

    void add(Reading what, long part) {
        set(what, get(what) + part);
    }

    /** Adds all counts of another; what spoils it spoils these. */
    void add(Counts others) {
        for (int i = 0; i < counts.length; i++) {
            if (others.counts[i] != UNSAID) {
                counts[i] = Math.max(counts[i], 0) + others.counts[i];
            }
        }
        spoiled |= others.spoiled;
    }

    void spoil() {
        spoiled = true;
    }

    boolean isSpoiled() {
        return spoiled;
    }

    boolean has(Reading what) {
        return counts[what.index()] != UNSAID;
    }

    /** A count; zero when it was not said. */
    long get(Reading what) {
        return has(what) ? counts[what.index()] : 0;
    }

    void copy(Counts other) {
        System.arraycopy(other.counts, 0, counts, 0, counts.length);
        spoiled = other.spoiled;
    }

    /** Adds what an earlier report said and this one does not; counts only grow, so that the larger is the later one. */
    void fill(Counts earlier) {
        if (!earlier.spoiled) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Math.max(counts[i], earlier.counts[i]);
            }
        }
    }
}
