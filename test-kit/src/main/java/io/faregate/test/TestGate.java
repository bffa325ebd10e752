package io.faregate.test;

import io.faregate.Decision;
import io.faregate.Decision.Admitted;
import io.faregate.Faregate;
import io.faregate.FaregateBuilder;
import io.faregate.Inference;
import io.faregate.cost.Usage;
import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.util.function.Consumer;

/**
 * The gate of one policy in a test. It decides, holds and settles as that of the application does; its clock stands still
 * until the test moves it, and its budgets are full when it opens. Thread-safe; close it when the test ends.
 *
 * <pre>{@code
 * try (TestGate gate = TestGate.of(policy)) {
 *     assertThat(gate).admits(20, chat).refuses(chat).because(Reason.QUOTA_SPENT);
 *     gate.clock().advance(Duration.ofDays(1));
 *     assertThat(gate).admits(chat);
 * }
 * }</pre>
 */
public final class TestGate implements AutoCloseable {
    private final MovedTicker clock = new MovedTicker();
    private final ArrivedRecords records = new ArrivedRecords();
    private final Faregate faregate;

    private TestGate(Policy policy, Consumer<FaregateBuilder> parts) {
        FaregateBuilder builder =
                Faregate.builder().policy(policy).ticker(clock).sink(records);
        parts.accept(builder);
        faregate = builder.build();
    }

    /**
     * A gate with all defaults.
     *
     * @param policy what is tested
     * @return an open gate, at nine in the morning of 24 November 2026 in UTC, a Tuesday
     */
    public static TestGate of(Policy policy) {
        return new TestGate(policy, parts -> {});
    }

    /**
     * A gate with parts of the application's own.
     *
     * @param policy what is tested
     * @param parts says them, as {@code parts -> parts.tokens(estimator).callers(resolver)}; policy and clock are set
     * @return an open gate, at the same time
     */
    public static TestGate of(Policy policy, Consumer<FaregateBuilder> parts) {
        return new TestGate(policy, parts);
    }

    /**
     * The time at this gate.
     *
     * @return a clock to be moved
     */
    public MovedTicker clock() {
        return clock;
    }

    /**
     * The gate itself: its balances, its switch, and what an adapter asks it.
     *
     * @return the gate
     */
    public Faregate faregate() {
        return faregate;
    }

    /**
     * Lets a ride in, for code that takes one. It holds what it may cost until it is ended.
     *
     * @param request who asks for what
     * @return the running ride
     * @throws AssertionError when it is not admitted; says why
     */
    public Inference admit(RideRequest.Builder request) {
        RideRequest asked = request.build();
        return admitted(asked, Sentences.request(asked)).inference();
    }

    /**
     * One whole ride: lets it in, and ends it as one whose model used that much.
     *
     * @param request who asks for what
     * @param usage what its model used, as {@code Usage.of(1_200, 400)}
     * @return its record, with what it cost
     * @throws AssertionError when it is not admitted; says why
     * @throws IllegalArgumentException when its model has no price for that
     */
    public UsageRecord ride(RideRequest.Builder request, Usage usage) {
        Inference ride = admit(request);
        ride.record(ride.model(), usage);
        return end(ride);
    }

    /**
     * Ends a ride, if it has not ended, and waits for its record.
     *
     * @param ride one of this gate
     * @return what became of it, and what it cost
     */
    public UsageRecord end(Inference ride) {
        ride.close();
        return endOf(ride.id());
    }

    UsageRecord endOf(String rideId) {
        return records.await(rideId);
    }

    /** The ride of a request that must be admitted, under the name that failures give it. */
    Admitted admitted(RideRequest request, String name) {
        Decision decision = faregate.admit(request);
        if (decision instanceof Admitted admitted) {
            return admitted;
        }
        throw Sentences.instead(name, "have been admitted", decision);
    }

    /** Ends what runs, and all threads. */
    @Override
    public void close() {
        faregate.close();
    }
}
