package io.faregate.benchmarks;

import io.github.bucket4j.Bucket;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What two threads pay on one global limit: rides of different callers that share the cost of everybody per month, as a
 * multiple of five bare {@code tryConsume} by two threads, each with four buckets of its own and one that both share.
 *
 * <p>Threads that take turns on one core do not meet. So only those rounds count in which the yardstick, which never
 * blocks, had two cores to itself both before and after the rides.
 */
public final class ContentionBenchmark {
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 1_001;
    private static final double TWO_CORES = 1.8;
    private static final int FEW = 64;
    private static final String BARE = "five bare tryConsume, one bucket shared";

    private static final String AGAIN = "the same again, two threads";

    private ContentionBenchmark() {}

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        HeldRides rides = new HeldRides();
        Bucket shared = BareBuckets.plenty();
        List<BareBuckets> bare = List.of(new BareBuckets(shared), new BareBuckets(shared));
        Rounds rounds = new Rounds();
        for (int threads = 1; threads <= 2; threads++) {
            rounds.add(named(BARE, threads), together(threads, worker -> bare.get(worker)::five))
                    .add(
                            named("reserve + settle, 16,384 callers", threads),
                            each(threads, HeldRides.CALLERS, rides::ride))
                    .add(named("reserve + settle, 64 callers", threads), each(threads, FEW, rides::ride));
        }
        rounds.add(AGAIN, together(2, worker -> bare.get(worker)::five));
        rounds.run(WARM_UP, ROUNDS);
        rounds.keep(named(BARE, 2), Together.CORES, cores -> cores >= TWO_CORES);
        int parallel = rounds.keep(AGAIN, Together.CORES, cores -> cores >= TWO_CORES);
        System.out.printf("%d of the rounds had two cores%n%n", parallel);
        if (parallel > 0) {
            print(rounds);
        }
    }

    private static String named(String what, int threads) {
        return what + (threads == 1 ? ", one thread" : ", two threads");
    }

    /** Even callers for one thread, odd ones for the other. */
    private static Together each(int threads, int callers, IntConsumer operation) {
        return together(threads, worker -> new Runnable() {
            private int turn = worker;

            @Override
            public void run() {
                operation.accept(turn & (callers - 1));
                turn += 2;
            }
        });
    }

    private static Together together(int threads, IntFunction<Runnable> work) {
        return new Together(IntStream.range(0, threads).mapToObj(work).toList());
    }

    private static void print(Rounds rounds) {
        System.out.println("| | x bare, CPU | x bare, elapsed | CPU ns | elapsed ns | cores |");
        System.out.println("|---|---|---|---|---|---|");
        for (String name : rounds.names()) {
            String yardstick = named(BARE, name.endsWith("one thread") ? 1 : 2);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.0f | %.0f | %.2f |%n",
                    name,
                    rounds.ratio(name, yardstick, Together.CPU_NANOS),
                    rounds.ratio(name, yardstick, Together.ELAPSED_NANOS),
                    rounds.median(name, Together.CPU_NANOS),
                    rounds.median(name, Together.ELAPSED_NANOS),
                    rounds.median(name, Together.CORES));
        }
    }
}
