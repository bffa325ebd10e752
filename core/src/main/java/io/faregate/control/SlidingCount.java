package io.faregate.control;

import java.time.Duration;
import java.util.Arrays;

/**
 * Counts what happened within the last while, in steps of an eighth of it: each event counts for at least that while,
 * and at most an eighth longer. Thread-safe.
 */
final class SlidingCount implements Watchlist.Note {
    private static final int STEPS = 8;
    /** What can be counted in nanoseconds, and an eighth more. */
    private static final Duration LONGEST = Duration.ofDays(200 * 365);

    private static final int MOST = 1_000_000_000;

    private final long step;
    private final int[] counts = new int[STEPS + 1];
    private long newest = Long.MIN_VALUE;

    SlidingCount(Duration within) {
        Duration length = within.compareTo(LONGEST) > 0 ? LONGEST : within;
        step = length.toNanos() / STEPS + 1;
    }

    /** Counts more, and returns how many they are now. */
    synchronized long add(int more, long nanos) {
        moveTo(nanos);
        int place = place(newest);
        counts[place] = Math.min(MOST, counts[place] + Math.min(more, MOST));
        return sum();
    }

    @Override
    public synchronized long weight(long nanos) {
        moveTo(nanos);
        return sum();
    }

    /** How long until fewer than this are left, if no more come. */
    synchronized Duration untilFewerThan(long many, long nanos) {
        moveTo(nanos);
        long left = sum();
        long number = newest - STEPS;
        while (left >= many && number <= newest) {
            left -= counts[place(number)];
            number++;
        }
        return left >= many ? Duration.ZERO : Duration.ofNanos(Math.max(0, (number + STEPS) * step - nanos));
    }

    private void moveTo(long nanos) {
        long number = Math.floorDiv(nanos, step);
        if (newest == Long.MIN_VALUE || number - newest > STEPS) {
            Arrays.fill(counts, 0);
            newest = number;
        }
        while (newest < number) {
            newest++;
            counts[place(newest)] = 0;
        }
    }

    private static int place(long number) {
        return (int) Math.floorMod(number, (long) STEPS + 1);
    }

    private long sum() {
        long sum = 0;
        for (int count : counts) {
            sum += count;
        }
        return sum;
    }
}
