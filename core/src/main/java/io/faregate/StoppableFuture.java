package io.faregate;

import java.util.concurrent.CompletableFuture;

/**
 * A future whose cancellation stops the work, and so does that of a future which was derived from it. Thread-safe.
 *
 * @param <T> the result
 */
final class StoppableFuture<T> extends CompletableFuture<T> {
    private final Runnable stop;

    StoppableFuture(Runnable stop) {
        this.stop = stop;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean isFirst = !isDone() && super.cancel(mayInterrupt);
        if (isFirst) {
            stop.run();
        }
        return isCancelled();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new StoppableFuture<>(stop);
    }
}
