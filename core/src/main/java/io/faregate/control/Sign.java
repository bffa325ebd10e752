package io.faregate.control;

import java.time.Duration;
import java.util.Arrays;

/**
 * Something odd about one subject that may come to light within an hour. It is told once a day at most, so that what is
 * normal for one subject, as many users in one office, never adds up to an accusation. Thread-safe.
 */
abstract sealed class Sign implements Watchlist.Note permits Sign.Many, Sign.Leaving {
    static final Duration WINDOW = Duration.ofHours(1);
    static final Duration SILENCE = Duration.ofDays(1);

    private long began;
    private long told;
    private boolean isBegun;
    private boolean isTold;

    /** Takes in one ride; true when the sign is to be told. */
    final synchronized boolean see(int mark, long nanos) {
        if (isTold && nanos - told < SILENCE.toNanos()) {
            return false;
        }
        if (!isBegun || nanos - began >= WINDOW.toNanos()) {
            isBegun = true;
            began = nanos;
            begin();
        }
        boolean tells = isReached(mark);
        if (tells) {
            isTold = true;
            told = nanos;
        }
        return tells;
    }

    @Override
    public final synchronized long weight(long nanos) {
        if (isTold && nanos - told < SILENCE.toNanos()) {
            return Long.MAX_VALUE;
        }
        return isBegun && nanos - began >= WINDOW.toNanos() ? 0 : 1 + seen();
    }

    abstract void begin();

    abstract boolean isReached(int mark);

    abstract int seen();

    /** Many different ones: networks of a user, or users of a network. */
    static final class Many extends Sign {
        private final int most;
        private int[] marks = new int[4];
        private int size;

        Many(int most) {
            this.most = most;
        }

        @Override
        void begin() {
            size = 0;
        }

        @Override
        boolean isReached(int mark) {
            for (int i = 0; i < size; i++) {
                if (marks[i] == mark) {
                    return false;
                }
            }
            if (size == marks.length) {
                marks = Arrays.copyOf(marks, Math.min(2 * size, most));
            }
            marks[size++] = mark;
            return size == most;
        }

        @Override
        int seen() {
            return size;
        }
    }

    /** A high share of rides that the client left before they ended. */
    static final class Leaving extends Sign {
        static final int LEFT = 1;
        static final int STAYED = 0;

        private final int fewest;
        private final int percent;
        private int rides;
        private int left;

        Leaving(int fewest, int percent) {
            this.fewest = fewest;
            this.percent = percent;
        }

        @Override
        void begin() {
            rides = 0;
            left = 0;
        }

        @Override
        boolean isReached(int mark) {
            rides++;
            left += mark;
            return rides >= fewest && 100L * left >= (long) percent * rides;
        }

        @Override
        int seen() {
            return rides;
        }
    }
}
