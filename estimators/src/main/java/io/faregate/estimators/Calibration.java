package io.faregate.estimators;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The moving average of billed over estimated tokens for one model, never below one. A bill above the estimate moves it
 * by an eighth of the way, one below by a sixty-fourth, so that it settles where few bills are above and not where half
 * are. Thread-safe.
 */
final class Calibration {
    private static final long ONE = 1 << 16;
    private static final long MOST = 4 * ONE;
    private static final long LEAST_PROMPT = 100;
    private static final long LARGEST_PROMPT = Long.MAX_VALUE / MOST;

    private final AtomicLong ratio = new AtomicLong(ONE);

    long raised(long tokens) {
        return tokens > LARGEST_PROMPT ? Long.MAX_VALUE : (tokens * ratio.get() + ONE - 1) / ONE;
    }

    /** What was raised to this, give or take what was learned within microseconds. */
    long lowered(long tokens) {
        return tokens > LARGEST_PROMPT ? tokens : tokens * ONE / ratio.get();
    }

    void learn(long estimated, long billed) {
        if (estimated >= LEAST_PROMPT && billed > 0 && billed <= LARGEST_PROMPT) {
            long seen = Math.min(MOST, billed * ONE / estimated);
            ratio.updateAndGet(before -> Math.max(ONE, before + (seen - before) / (seen > before ? 8 : 64)));
        }
    }
}
