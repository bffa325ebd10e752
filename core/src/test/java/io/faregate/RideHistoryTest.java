package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.RideHistoryModel.Open;
import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Window.Period;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A million random rides through the whole gate, over four virtual days that are hard on calendars: rides that end well,
 * fail, are left, are never ended or end after their expiry, while prices and amounts change. After every step the
 * balances of who rode, of routes and of everybody are what the rides add up to; now and then those of all users, and
 * the records alone add up to the same. A failure names its seed, which replays it.
 */
class RideHistoryTest {
    private static final int STEPS = 560_000;
    private static final int ALL_CHECKED_EVERY = 5_000;
    private static final int USERS = 40;
    private static final List<String> PATHS = List.of("/chat", "/agent");
    private static final String BODY = "{\"message\":\"hello\",\"maxOutputTokens\":%d,\"maxSteps\":%d}";

    private final MovedTicker clock = new MovedTicker();
    private final Queue<UsageRecord> records = new ConcurrentLinkedQueue<>();
    private final AtomicLong recorded = new AtomicLong();
    private final List<Open> open = new ArrayList<>();
    private final List<Open> left = new ArrayList<>();
    private final List<Open> expired = new ArrayList<>();
    private boolean justAdmitted;
    private long decided;
    private long admitted;
    private long adjusted;
    private long toRecord;
    private long nanosPerToken = 10;
    private Random random = new Random();
    private ZoneId zone = ZoneId.of("UTC");
    private RideHistoryModel model = new RideHistoryModel(zone);

    @ParameterizedTest
    @CsvSource({
        "1, Europe/Berlin, 2026-10-24T10:00:00Z",
        "2, Africa/Cairo, 2026-04-23T10:00:00Z",
        "3, Asia/Kathmandu, 2026-12-31T06:00:00Z",
        "4, America/Santiago, 2026-09-05T16:00:00Z"
    })
    void balancesAndRecordsAddUpToTheRides(long seed, String place, Instant start) {
        random = new Random(seed);
        zone = ZoneId.of(place);
        model = new RideHistoryModel(zone);
        clock.jumpTo(start);
        try (Faregate gate = gate()) {
            for (int step = 1; step <= STEPS; step++) {
                String when = "seed " + seed + " step " + step;
                check(gate, act(gate), when);
                if (step % ALL_CHECKED_EVERY == 0) {
                    checkAll(gate, when);
                }
            }
            List.copyOf(open).forEach(this::end);
            clock.advance(Duration.ofMinutes(2).plus(RunningRides.GRACE));
            checkAll(gate, "seed " + seed + " at the end");
            model.checkQuiet();
            assertThat(gate.rides()).isZero();
        }
        assertThat(decided).as("a quarter of a million rides").isGreaterThan(250_000);
        assertThat(admitted).as("enough rides were let in").isGreaterThan(STEPS / 5);
        assertThat(decided - admitted).as("some were refused").isGreaterThan(STEPS / 100);
        assertThat(adjusted).as("some ended after their expiry").isGreaterThan(1_000);
        assertThat(clock.now()).isAfter(start.plus(Duration.ofHours(24)));
    }

    private Faregate gate() {
        return Faregate.builder()
                .policy(policy(8_000))
                .callers(head -> caller(head.principal().orElseThrow()))
                .ticker(clock)
                .untimed()
                .sink(record -> {
                    records.add(record);
                    recorded.incrementAndGet();
                })
                .build();
    }

    private static Caller caller(String user) {
        return new Caller(user, user, null, "10.0.0." + user.length(), Map.of());
    }

    private Policy policy(long thousandths) {
        long price = nanosPerToken;
        var policy = Policy.builder()
                .zone(zone)
                .costs(model -> Optional.of(usage -> Optional.of(new Money(price * usage.tokens()))))
                .limit(Limits.pool().cost("1000").every(Period.MONTH))
                .limit(Limits.per(Dimension.ROUTE).cost("1000").every(Period.MONTH))
                .limit(Limits.per(Dimension.IP).requests(100_000).within(Duration.ofMinutes(1)))
                .limit(Limits.per(Dimension.USER)
                        .amount(Measure.COST, thousandths * 1_000)
                        .every(Period.DAY))
                .limit(Limits.per(Dimension.USER).cost("0.0004").within(Duration.ofMinutes(10)))
                .limit(Limits.per(Dimension.USER).requests(1_000_000).every(Period.DAY))
                .limit(Limits.per(Dimension.USER).concurrent(12));
        PATHS.forEach(path -> policy.route(
                path,
                route -> route.cap(Capped.OUTPUT_TOKENS, 800, 500)
                        .cap(Capped.STEPS, 5, 1)
                        .cap(Capped.TOOL_CALLS, 3)
                        .tool("search", 2, new Money(2_000))));
        return policy.build();
    }

    /** Does something at random, and says for whom. */
    private String act(Faregate gate) {
        justAdmitted = false;
        clock.advance(Duration.ofMillis(random.nextInt(320)));
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> comeIn(gate);
            case 9, 10, 11 -> work();
            case 12 -> sweep(gate);
            case 13 -> random.nextBoolean() ? change(gate) : endLate();
            default -> open.isEmpty() ? anyUser() : end(open.get(random.nextInt(open.size())));
        };
    }

    private String anyUser() {
        return "u".repeat(1 + random.nextInt(3)) + random.nextInt(USERS);
    }

    private String comeIn(Faregate gate) {
        String user = anyUser();
        String path = PATHS.get(random.nextInt(PATHS.size()));
        String body = BODY.formatted(1 + random.nextInt(1_000), 1 + random.nextInt(7));
        Instant began = clock.now();
        decided++;
        if (gate.admit(RideRequest.of("POST", path, body).user(user).build()) instanceof Decision.Admitted in) {
            admitted++;
            Open ride = new Open(in.ride(), user, model.day(began), nanosPerToken, began);
            open.add(ride);
            model.begins(ride);
            justAdmitted = true;
        } else {
            toRecord++;
        }
        return user;
    }

    private String work() {
        if (open.isEmpty()) {
            return anyUser();
        }
        Open ride = open.get(random.nextInt(open.size()));
        try {
            if (random.nextInt(3) == 0) {
                if (ride.ride.inference().tool("search", "{}").allowed()) {
                    ride.cost += 2_000;
                }
            } else {
                call(ride);
            }
        } catch (RideOverException refused) {
            // a budget that is spent lets no more be done; what was done stays
        }
        model.holds(ride);
        return ride.user;
    }

    private void call(Open ride) {
        long tokens = random.nextInt(20) == 0 ? 5_000 : random.nextInt(400);
        ride.ride.inference().record("m", Usage.NONE.with(Unit.OUTPUT_TOKENS, tokens));
        ride.called = true;
        ride.cost += ride.price * tokens;
    }

    /** Ends as rides do; some are only left, for the sweep to find. */
    private String end(Open ride) {
        open.remove(ride);
        switch (random.nextInt(12)) {
            case 0 -> finish(ride, 500, new IOException("planned"));
            case 1 -> finish(ride, 500, new StackOverflowError("planned"));
            case 2 -> {
                ride.ride.cancellation().cancel(CancelReason.CLIENT_GONE);
                finish(ride, 200, null);
            }
            case 3 -> left.add(ride);
            default -> {
                call(ride);
                finish(ride, 200, null);
            }
        }
        return ride.user;
    }

    private void finish(Open ride, int status, Throwable failure) {
        ride.ride.finish(status, failure);
        toRecord++;
        boolean stopped = ride.ride.cancellation().isCancelled();
        model.ends(ride, cost(ride, !ride.called && status >= 400 && !stopped));
    }

    /** A ride that nobody saw a call of is charged as held, and its tools with it. */
    private static long cost(Open ride, boolean released) {
        return ride.called || released ? ride.cost : ride.ride.account().cost().nanos();
    }

    /** What the gate's timer does: rides that were left long ago expire. */
    private String sweep(Faregate gate) {
        gate.sweep();
        Instant since = clock.now().minus(Duration.ofMinutes(2)).minus(RunningRides.GRACE);
        for (List<Open> rides : List.of(open, left)) {
            for (Open ride : List.copyOf(rides)) {
                if (!ride.began.isAfter(since)) {
                    rides.remove(ride);
                    expired.add(ride);
                    toRecord++;
                    model.ends(ride, ride.ride.account().heldCost().nanos());
                }
            }
        }
        return anyUser();
    }

    /** Some rides end after their expiry, later on that day or on the next. */
    private String endLate() {
        if (expired.isEmpty()) {
            return anyUser();
        }
        Open ride = expired.remove(random.nextInt(expired.size()));
        ride.ride.finish(200, null);
        toRecord++;
        adjusted++;
        model.books(ride, cost(ride, false));
        return ride.user;
    }

    private String change(Faregate gate) {
        if (random.nextInt(100) == 0) {
            nanosPerToken = random.nextLong(5, 25);
            gate.reload(policy(random.nextLong(3_000, 12_000)));
        }
        return anyUser();
    }

    private void check(Faregate gate, String user, String when) {
        List<Balance> balances = gate.balance(caller(user));
        model.check(balances, user, clock.now(), when);
        if (justAdmitted) {
            model.checkAdmitted(balances, when);
        }
    }

    private void checkAll(Faregate gate, String when) {
        justAdmitted = false;
        sweep(gate);
        drain();
        model.checkRecords(when);
        for (int i = 0; i < USERS; i++) {
            for (int length = 1; length <= 3; length++) {
                check(gate, "u".repeat(length) + i, when);
            }
        }
    }

    private void drain() {
        while (recorded.get() < toRecord) {
            Thread.onSpinWait();
        }
        assertThat(recorded).hasValue(toRecord);
        for (UsageRecord record = records.poll(); record != null; record = records.poll()) {
            model.replay(record);
        }
    }
}
