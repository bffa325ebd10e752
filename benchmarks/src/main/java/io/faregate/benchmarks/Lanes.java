package io.faregate.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Steps that are taken one after the other in each lane, some lanes at once. */
final class Lanes {
    private Lanes() {}

    /** What is done with each. */
    interface Step<T> {
        void take(T one) throws Exception;
    }

    static <T> void run(List<List<T>> lanes, int atOnce, Step<T> step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (List<T> lane : lanes) {
                done.add(threads.submit(() -> {
                    for (T one : lane) {
                        step.take(one);
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
