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
 */
public final class ContentionBenchmark {
    private static final int WARM_UP = 15;
    private static final int ROUNDS = 31;
    private static final int FEW = 64;
    private static final String BARE = "five bare tryConsume, one bucket shared";

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
            rounds.add(
                            named(BARE, threads),
                            together(threads, worker -> () -> bare.get(worker).five()))
                    .add(
                            named("reserve + settle, 16,384 callers", threads),
                            each(threads, HeldRides.CALLERS, rides::ride))
                    .add(named("reserve + settle, 64 callers", threads), each(threads, FEW, rides::ride));
        }
        print(rounds.run(WARM_UP, ROUNDS));
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
        System.out.println("| | x bare, CPU | x bare, elapsed | CPU ns | elapsed ns |");
        System.out.println("|---|---|---|---|---|");
        for (String name : rounds.names()) {
            String yardstick = named(BARE, name.endsWith("one thread") ? 1 : 2);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.0f | %.0f |%n",
                    name,
                    rounds.ratio(name, yardstick, Together.CPU_NANOS),
                    rounds.ratio(name, yardstick, Together.ELAPSED_NANOS),
                    rounds.median(name, Together.CPU_NANOS),
                    rounds.median(name, Together.ELAPSED_NANOS));
        }
    }
}
