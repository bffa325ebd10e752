package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.RideHistoryModel.Open;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A million random rides through the whole gate, over four virtual days that are hard on calendars: rides that end well,
 * fail, are left, are never ended or end after their expiry, while prices, amounts and the plans of users change and the
 * wall clock is set forward and back. After every step the balances of who rode, of routes and of everybody are what the
 * rides add up to; now and then those of all users, and the records alone add up to the same. A failure names its seed,
 * which replays it.
 */
class RideHistoryTest {
    private static final int STEPS = 560_000;
    private static final int ALL_CHECKED_EVERY = 5_000;
    private static final int USERS = 40;
    private static final int STRANGERS = 3_000;
    private static final Duration ABANDONED = Duration.ofMinutes(2).plus(RunningRides.GRACE);
    private static final String BODY = "{\"message\":\"hello\",\"maxOutputTokens\":%d,\"maxSteps\":%d}";

    private final MovedTicker clock = new MovedTicker();
    private final Queue<UsageRecord> records = new ConcurrentLinkedQueue<>();
    private final AtomicLong recorded = new AtomicLong();
    private final List<Open> open = new ArrayList<>();
    private final List<Open> left = new ArrayList<>();
    private final List<Open> expired = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> plans = new HashMap<>();
    private Duration wrong = Duration.ZERO;
    private String when = "";
    private long decided;
    private long admitted;
    private long adjusted;
    private long toRecord;
    private long jumps;
    private long nanosPerToken = 10;
    private Random random = new Random();
    private ZoneId zone = ZoneId.of("UTC");
    private RideHistoryModel model = new RideHistoryModel(zone, RideHistoryPolicy.PATHS);

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
        model = new RideHistoryModel(zone, RideHistoryPolicy.PATHS);
        clock.jumpTo(start);
        try (Faregate gate = gate()) {
            for (int step = 1; step <= STEPS; step++) {
                when = "seed " + seed + " step " + step;
                check(gate, act(gate));
                if (step % ALL_CHECKED_EVERY == 0) {
                    checkAll(gate);
                }
            }
            List.copyOf(open).forEach(this::end);
            clock.advance(ABANDONED);
            checkAll(gate);
            model.checkQuiet();
            assertThat(gate.rides()).isZero();
        }
        assertThat(decided).as("a quarter of a million rides").isGreaterThan(250_000);
        assertThat(admitted).as("enough rides were let in").isGreaterThan(STEPS / 5);
        assertThat(decided - admitted).as("some were refused").isGreaterThan(STEPS / 100);
        assertThat(adjusted).as("some ended after their expiry").isGreaterThan(1_000);
        assertThat(jumps).as("the wall clock was set").isGreaterThan(100);
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

    private Caller caller(String user) {
        return new Caller(user, user, plans.getOrDefault(user, "free"), "10.0.0." + user.length(), Map.of());
    }

    private Policy policy(long thousandths) {
        return new RideHistoryPolicy(zone, nanosPerToken, thousandths * 1_000).build();
    }

    /** Does something at random, and says for whom. */
    private String act(Faregate gate) {
        clock.advance(Duration.ofMillis(random.nextInt(320)));
        setClock();
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> comeIn(gate);
            case 9, 10, 11 -> work();
            case 12 -> sweep(gate);
            case 13 -> random.nextBoolean() ? change(gate) : endLate();
            default -> open.isEmpty() ? anyUser() : end(open.get(random.nextInt(open.size())));
        };
    }

    /** The wall clock is sometimes wrong for a while: late by an hour, early by two, or by days. */
    private void setClock() {
        boolean isRight = wrong.isZero();
        if (random.nextInt(isRight ? 4_000 : 100) == 0) {
            Instant right = clock.now().minus(wrong);
            long minutes = random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(-60, 120);
            wrong = isRight ? Duration.ofMinutes(minutes) : Duration.ZERO;
            clock.jumpTo(right.plus(wrong));
            jumps++;
        }
    }

    /** Some come seldom, so that the store forgets them, and sees that it may forget others. */
    private String anyRider() {
        String user = random.nextInt(50) == 0 ? "s" + random.nextInt(STRANGERS) : anyUser();
        known.add(user);
        return user;
    }

    private String anyUser() {
        return "u".repeat(1 + random.nextInt(3)) + random.nextInt(USERS);
    }

    private String comeIn(Faregate gate) {
        String user = anyRider();
        String path = RideHistoryPolicy.PATHS.get(random.nextInt(RideHistoryPolicy.PATHS.size()));
        String body = BODY.formatted(1 + random.nextInt(1_000), 1 + random.nextInt(7));
        model.asks(gate.balance(caller(user)), user, path, clock.now());
        decided++;
        if (gate.admit(RideRequest.of("POST", path, body).user(user).build()) instanceof Decision.Admitted in) {
            admitted++;
            Open ride = new Open(in.ride(), user, path, nanosPerToken, clock.nanoTime());
            open.add(ride);
            model.begins(ride, gate.balance(caller(user)), clock.now(), when);
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
        tokens = random.nextInt(3_000) == 0 ? 300_000 : tokens;
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
        long since = clock.nanoTime() - ABANDONED.toNanos();
        for (List<Open> rides : List.of(open, left)) {
            for (Open ride : List.copyOf(rides)) {
                if (ride.began <= since) {
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
        String user = anyUser();
        plans.put(user, RideHistoryPolicy.PLANS.get(random.nextInt(RideHistoryPolicy.PLANS.size())));
        return user;
    }

    private void check(Faregate gate, String user) {
        model.check(gate.balance(caller(user)), user, clock.now(), when);
    }

    private void checkAll(Faregate gate) {
        sweep(gate);
        drain();
        model.checkRecords(when);
        known.forEach(user -> check(gate, user));
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
