package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Window;
import io.faregate.budget.Window.Period;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.MovedTicker;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
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
 * fail, are left, are never ended or end after their expiry, while prices and amounts change. After every few steps each
 * balance is what the rides still open and those that ended add up to, and the records alone add up to the same. A
 * failure names its seed, which replays it.
 */
class RideHistoryTest {
    private static final int STEPS = 600_000;
    private static final int CHECKED_EVERY = 2_000;
    private static final int USERS = 40;
    private static final String BODY = "{\"message\":\"hello\",\"maxOutputTokens\":%d,\"maxSteps\":%d}";

    private final MovedTicker clock = new MovedTicker();
    private final Queue<UsageRecord> records = new ConcurrentLinkedQueue<>();
    private final AtomicLong recorded = new AtomicLong();
    private final Map<String, Long> spent = new HashMap<>();
    private final Map<String, Long> logged = new HashMap<>();
    private final Map<String, Long> loggedAsExpired = new HashMap<>();
    private final Map<String, Long> counted = new HashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final List<Open> left = new ArrayList<>();
    private long decided;
    private long admitted;
    private long toRecord;
    private long nanosPerToken = 10;
    private Random random = new Random();
    private ZoneId zone = ZoneId.of("UTC");

    /** A ride as the test knows it; what it costs is summed up here, by the price it was let in with. */
    private static final class Open {
        final Ride ride;
        final String user;
        final LocalDate day;
        final long price;
        final Instant began;
        long cost;
        boolean called;

        Open(Ride ride, String user, LocalDate day, long price, Instant began) {
            this.ride = ride;
            this.user = user;
            this.day = day;
            this.price = price;
            this.began = began;
        }
    }

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
        clock.jumpTo(start);
        try (Faregate gate = gate()) {
            for (int step = 1; step <= STEPS; step++) {
                act(gate);
                if (step % CHECKED_EVERY == 0) {
                    assertAll(gate, "seed " + seed + " step " + step);
                }
            }
            List.copyOf(open).forEach(this::end);
            assertAll(gate, "seed " + seed + " at the end");
        }
        assertThat(admitted).as("enough rides were let in").isGreaterThan(STEPS / 5);
        assertThat(decided - admitted).as("some were refused").isGreaterThan(STEPS / 100);
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
        return Policy.builder()
                .zone(zone)
                .costs(model -> Optional.of(usage -> Optional.of(new Money(price * usage.tokens()))))
                .limit(Limits.pool().cost("1000").every(Period.MONTH))
                .limit(Limits.per(Dimension.IP).requests(100_000).within(Duration.ofMinutes(1)))
                .limit(Limits.per(Dimension.USER)
                        .amount(Measure.COST, thousandths * 1_000)
                        .every(Period.DAY))
                .limit(Limits.per(Dimension.USER).cost("0.0004").within(Duration.ofMinutes(10)))
                .limit(Limits.per(Dimension.USER).requests(1_000_000).every(Period.DAY))
                .limit(Limits.per(Dimension.USER).concurrent(12))
                .route(
                        "/chat",
                        route -> route.cap(Capped.OUTPUT_TOKENS, 800, 500)
                                .cap(Capped.STEPS, 5, 1)
                                .cap(Capped.TOOL_CALLS, 3)
                                .tool("search", 2, new Money(2_000)))
                .build();
    }

    private void act(Faregate gate) {
        clock.advance(Duration.ofMillis(random.nextInt(320)));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> comeIn(gate);
            case 9, 10, 11 -> work();
            case 12 -> sweep(gate);
            case 13 -> change(gate);
            default -> {
                if (!open.isEmpty()) {
                    end(open.get(random.nextInt(open.size())));
                }
            }
        }
    }

    private void comeIn(Faregate gate) {
        String user = "u".repeat(1 + random.nextInt(3)) + random.nextInt(USERS);
        String body = BODY.formatted(1 + random.nextInt(1_000), 1 + random.nextInt(7));
        Instant began = clock.now();
        decided++;
        if (gate.admit(RideRequest.of("POST", "/chat", body).user(user).build()) instanceof Decision.Admitted in) {
            admitted++;
            Open ride = new Open(in.ride(), user, LocalDate.ofInstant(began, zone), nanosPerToken, began);
            open.add(ride);
            counted.merge(key(ride.user, ride.day), 1L, Long::sum);
        } else {
            toRecord++;
        }
    }

    private void work() {
        if (open.isEmpty()) {
            return;
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
    }

    private void call(Open ride) {
        long tokens = random.nextInt(20) == 0 ? 5_000 : random.nextInt(400);
        ride.ride.inference().record("m", Usage.NONE.with(Unit.OUTPUT_TOKENS, tokens));
        ride.called = true;
        ride.cost += ride.price * tokens;
    }

    /** Ends as rides do; some are only left, for the sweep to find. */
    private void end(Open ride) {
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
    }

    private void finish(Open ride, int status, Throwable failure) {
        ride.ride.finish(status, failure);
        toRecord++;
        boolean released = !ride.called && status >= 400;
        // a ride that nobody saw a call of is charged as held, and its tools with it
        add(
                ride,
                ride.called || released ? ride.cost : ride.ride.account().cost().nanos());
    }

    private void add(Open ride, long cost) {
        spent.merge(key(ride.user, ride.day), cost, Long::sum);
    }

    private static String key(String user, LocalDate day) {
        return user + " " + day;
    }

    /** What the gate's timer does; rides that were left long ago expire, and some of them end after all. */
    private void sweep(Faregate gate) {
        gate.sweep();
        Instant since = clock.now().minus(Duration.ofMinutes(2)).minus(RunningRides.GRACE);
        for (Open ride : running()) {
            if (!ride.began.isAfter(since)) {
                left.remove(ride);
                open.remove(ride);
                toRecord++;
                if (random.nextBoolean()) {
                    finish(ride, 200, null);
                } else {
                    add(ride, ride.ride.account().heldCost().nanos());
                }
            }
        }
    }

    private void change(Faregate gate) {
        if (random.nextInt(200) == 0) {
            nanosPerToken = random.nextLong(5, 25);
            gate.reload(policy(random.nextLong(3_000, 12_000)));
        }
    }

    private void assertAll(Faregate gate, String when) {
        sweep(gate);
        drain();
        LocalDate today = LocalDate.ofInstant(clock.now(), zone);
        assertThat(logged).as("%s: the records", when).isEqualTo(nonZero(spent));
        Map<String, Long> held = new HashMap<>();
        Map<String, Long> running = new HashMap<>();
        for (Open ride : running()) {
            held.merge(key(ride.user, ride.day), ride.ride.account().heldCost().nanos(), Long::sum);
            running.merge(ride.user, 1L, Long::sum);
        }
        for (String user : users()) {
            for (Balance balance : gate.balance(caller(user))) {
                assertBalance(balance, user, today, held, running, when);
            }
        }
    }

    private void assertBalance(
            Balance balance,
            String user,
            LocalDate today,
            Map<String, Long> held,
            Map<String, Long> running,
            String when) {
        if (balance.limit().per().isEmpty()) {
            assertThat(balance.spent()).as("%s: spent by all", when).isEqualTo(spentIn(YearMonth.from(today)));
            return;
        }
        boolean daily = balance.limit().window() instanceof Window.Calendar
                && balance.limit().per().contains(Dimension.USER);
        String key = key(user, today);
        if (daily && balance.limit().measure().equals(Measure.COST)) {
            assertThat(balance.spent()).as("%s: spent by %s", when, key).isEqualTo(spent.getOrDefault(key, 0L));
            assertThat(balance.held()).as("%s: held for %s", when, key).isEqualTo(held.getOrDefault(key, 0L));
        } else if (daily) {
            assertThat(balance.held() + balance.spent())
                    .as("%s: requests of %s", when, key)
                    .isEqualTo(counted.getOrDefault(key, 0L));
        } else if (balance.limit().measure().equals(Measure.CONCURRENT)) {
            assertThat(balance.held()).as("%s: running for %s", when, user).isEqualTo(running.getOrDefault(user, 0L));
        }
    }

    private long spentIn(YearMonth month) {
        return spent.entrySet().stream()
                .filter(entry -> entry.getKey().contains(" " + month))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** All that the gate still waits for. */
    private List<Open> running() {
        List<Open> running = new ArrayList<>(open);
        running.addAll(left);
        return running;
    }

    private List<String> users() {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            for (int length = 1; length <= 3; length++) {
                users.add("u".repeat(length) + i);
            }
        }
        return users;
    }

    /** Replays the records: of a ride that expired and ended after all, the last one counts. */
    private void drain() {
        while (recorded.get() < toRecord) {
            Thread.onSpinWait();
        }
        assertThat(recorded).hasValue(toRecord);
        for (UsageRecord record = records.poll(); record != null; record = records.poll()) {
            long settled = record.costs().settled().nanos();
            String status = record.outcome().status();
            if (status.equals("refused")) {
                assertThat(settled).isZero();
                continue;
            }
            String key = key(String.valueOf(record.user()), LocalDate.ofInstant(record.time(), zone));
            logged.merge(key, settled, Long::sum);
            if (status.equals("expired")) {
                loggedAsExpired.put(record.rideId(), settled);
            } else if (status.equals("adjusted")) {
                logged.merge(key, -loggedAsExpired.remove(record.rideId()), Long::sum);
            }
        }
        logged.values().removeIf(sum -> sum == 0);
    }

    private static Map<String, Long> nonZero(Map<String, Long> sums) {
        Map<String, Long> some = new HashMap<>(sums);
        some.values().removeIf(sum -> sum == 0);
        return some;
    }
}
