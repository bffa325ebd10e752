package io.faregate.body;

import java.util.Arrays;

/** The counts of one report of usage. A count beyond all sense spoils the report. Not thread-safe. */
final class Counts {
    private static final long ABSURD = 1_000_000_000_000L;

    private final long[] counts = new long[Reading.values().length];

    /** Those that were said, a bit for each. */
    private int said;

    private boolean spoiled;

    void clear() {
        Arrays.fill(counts, 0);
        said = 0;
        spoiled = false;
    }

    void set(Reading what, long count) {
        spoiled |= count < 0 || count > ABSURD;
        counts[what.index()] = count;
        said |= 1 << what.index();
    }

    void spoil() {
        spoiled = true;
    }

    boolean isSpoiled() {
        return spoiled;
    }

    boolean has(Reading what) {
        return (said & 1 << what.index()) != 0;
    }

    /** A count; zero when it was not said. */
    long get(Reading what) {
        return counts[what.index()];
    }

    void copy(Counts other) {
        System.arraycopy(other.counts, 0, counts, 0, counts.length);
        said = other.said;
        spoiled = other.spoiled;
    }

    /** Adds what an earlier report said and this one does not; counts only grow, so that the larger is the later one. */
    void fill(Counts earlier) {
        if (!earlier.spoiled) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Math.max(counts[i], earlier.counts[i]);
            }
            said |= earlier.said;
        }
    }
}
