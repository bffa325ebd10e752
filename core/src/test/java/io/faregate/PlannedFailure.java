package io.faregate;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A failure that a test plans for some place: as often as it says, else never. Thread-safe. */
final class PlannedFailure {
    private static final int EVER = Integer.MAX_VALUE;

    private final AtomicInteger left = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    void always(Throwable planned) {
        times(EVER, planned);
    }

    void once(Throwable planned) {
        times(1, planned);
    }

    private void times(int count, Throwable planned) {
        failure = planned;
        left.set(count);
    }

    void never() {
        left.set(0);
    }

    /** At the place that fails. */
    void happen() {
        if (left.getAndUpdate(count -> count == EVER ? EVER : Math.max(0, count - 1)) == 0) {
            return;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
