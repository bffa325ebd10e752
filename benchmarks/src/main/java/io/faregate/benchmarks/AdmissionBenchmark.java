package io.faregate.benchmarks;

import io.faregate.Decision;
import io.faregate.Faregate;
import io.faregate.Ride;
import io.faregate.body.Capped;
import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * What letting a ride in, settling it and refusing it costs, as a multiple of bare Bucket4j {@code tryConsume} on hot
 * buckets: CPU time and allocation of one thread.
 *
 * <p>The store's part is measured alone, and as a part of the whole: who asks, body, model, price, hold, usage,
 * settlement and record. Cold, as in a server, a ride takes as long as its code and data come from far away.
 */
public final class AdmissionBenchmark implements AutoCloseable {
    private static final int WARM_UP = 15;
    private static final int ROUNDS = 31;
    private static final int OPERATIONS = 100_000;
    private static final int COLD_OPERATIONS = 500;
    private static final int FEW = 64;
    private static final String FIVE = "five bare tryConsume";
    private static final String FAILED = "one bare tryConsume that fails";
    private static final String BODY = "{\"message\":\"How does a fare gate work?\",\"maxOutputTokens\":1000}";

    private final HeldRides rides = new HeldRides();
    private final List<RideRequest> requests = new ArrayList<>();
    private final Faregate open = faregate(HeldRides.PLENTY);
    private final Faregate spent = faregate(0);
    private int turn;

    private AdmissionBenchmark() {
        for (int i = 0; i < HeldRides.CALLERS; i++) {
            requests.add(RideRequest.of("POST", "/api/chat", BODY)
                    .user(rides.user(i))
                    .peer("198.51." + i / 256 + "." + i % 256)
                    .build());
        }
    }

    private static Faregate faregate(long requestsOfUser) {
        return Faregate.builder()
                .policy(policy(requestsOfUser))
                .sink(record -> {})
                .name("faregate-" + requestsOfUser)
                .build();
    }

    private static Policy policy(long requestsOfUser) {
        return HeldRides.policy(requestsOfUser)
                .route("/api/chat", route -> route.cap(Capped.OUTPUT_TOKENS, 800, 500))
                .build();
    }

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        try (AdmissionBenchmark benchmark = new AdmissionBenchmark()) {
            print(benchmark.rounds().run(WARM_UP, ROUNDS));
        }
    }

    private Rounds rounds() {
        BareBuckets bare = new BareBuckets();
        return new Rounds()
                .add(FIVE, new OneThread(OPERATIONS, bare::five))
                .add(FAILED, new OneThread(OPERATIONS, bare::failed))
                .add("reserve + settle, 16,384 callers", eachOf(HeldRides.CALLERS, rides::ride))
                .add("reserve + settle, 64 callers", eachOf(FEW, rides::ride))
                .add("the same of charges built before", eachOf(FEW, rides::rideOfBuiltCharges))
                .add("building the charges alone", eachOf(FEW, rides::charges))
                .add("a whole ride, 16,384 callers", eachOf(HeldRides.CALLERS, this::whole))
                .add("a whole ride, 64 callers", eachOf(FEW, this::whole))
                .add("refused on the first limit, 16,384 callers", eachOf(HeldRides.CALLERS, rides::refused))
                .add("refused on the first limit, 64 callers", eachOf(FEW, rides::refused))
                .add("a whole refusal, 64 callers", eachOf(FEW, this::refused))
                .add("five bare tryConsume, cold", new ColdThread(COLD_OPERATIONS, bare::five))
                .add("a whole ride, 64 callers, cold", new ColdThread(COLD_OPERATIONS, next(FEW, this::whole)));
    }

    private OneThread eachOf(int callers, IntConsumer operation) {
        return new OneThread(OPERATIONS, next(callers, operation));
    }

    private Runnable next(int callers, IntConsumer operation) {
        return () -> operation.accept(turn++ & (callers - 1));
    }

    private void whole(int caller) {
        Ride ride = ((Decision.Admitted) open.admit(requests.get(caller))).ride();
        ride.inference().record("gpt-5-mini", HeldRides.USED);
        ride.finish(200, null);
    }

    private void refused(int caller) {
        Rounds.require(spent.admit(requests.get(caller)) instanceof Decision.Refused);
    }

    private static void print(Rounds rounds) {
        System.out.println("| | x five bare tryConsume | x one that fails | ns | bytes allocated |");
        System.out.println("|---|---|---|---|---|");
        for (String name : rounds.names()) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.1f | %.0f | %.0f |%n",
                    name,
                    rounds.ratio(name, FIVE, OneThread.NANOS),
                    rounds.ratio(name, FAILED, OneThread.NANOS),
                    rounds.median(name, OneThread.NANOS),
                    rounds.median(name, OneThread.BYTES));
        }
    }

    @Override
    public void close() {
        open.close();
        spent.close();
    }
}
