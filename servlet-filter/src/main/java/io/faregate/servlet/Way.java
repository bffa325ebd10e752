package io.faregate.servlet;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * One way into a container, by which something is made of its requests. Once it has failed it is not taken again, and
 * that is said once: the servlet API is enough to guard, it only notices less. Thread-safe.
 */
final class Way<T> {
    private final String loss;
    private final T none;
    private final BiConsumer<String, Throwable> log;
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile boolean off;
    private final Maker<T> maker;

    /** Makes something of a request, on the request's own thread. */
    interface Maker<T> {
        T of(Object request, Runnable lost) throws Throwable;
    }

    /** Finds out how that is made of requests of one class; what is made turns off the way that it was made by. */
    interface Finder<T> {
        Maker<T> of(Class<?> type, Way<T> way) throws ReflectiveOperationException;
    }

    /**
     * A way that may be off from the beginning.
     *
     * @param loss what is not done without it
     * @param none what is made without it
     * @param log hears of the failure
     */
    Way(String loss, Class<?> type, Finder<T> finder, T none, BiConsumer<String, Throwable> log) {
        this.loss = loss;
        this.none = none;
        this.log = log;
        Maker<T> found = (request, lost) -> none;
        try {
            found = finder.of(type, this);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError failure) {
            turnOff(failure);
        }
        this.maker = found;
    }

    T of(Object request, Runnable lost) {
        if (off) {
            return none;
        }
        try {
            return maker.of(request, lost);
        } catch (Throwable failure) {
            turnOff(failure);
            return none;
        }
    }

    boolean isOff() {
        return off;
    }

    /** Something of the container is not as it was known. */
    void turnOff(Throwable failure) {
        failed(failure);
        off = true;
    }

    /** Says so, and goes on: what is done for a request that has ended meanwhile may fail for that. */
    void failed(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (said.compareAndSet(false, true)) {
            log.accept("This container is not as it was known, so " + loss + "; the other senses go on", failure);
        }
    }
}
