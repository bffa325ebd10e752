package io.faregate.benchmarks;

import com.sun.management.ThreadMXBean;
import io.faregate.Decision;
import io.faregate.Faregate;
import io.faregate.Ride;
import io.faregate.body.Capped;
import io.faregate.budget.BudgetStore;
import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Held;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Reservation;
import io.faregate.budget.Subject;
import io.faregate.budget.Subject.Kind;
import io.faregate.budget.Window;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import io.faregate.ride.Ticker;
import io.github.bucket4j.Bucket;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What letting a ride in and settling it costs, as a multiple of five bare Bucket4j {@code tryConsume} on hot buckets.
 *
 * <p>CPU time of one thread, medians of interleaved rounds in one JVM: a ratio that a busy machine disturbs little. A
 * ride holds on five limits and gives back half of its money: cost per user and day, requests per user and day, cost of
 * everybody per month, requests per network within a minute, rides per user at once. The store's part is measured alone,
 * with subjects built for each ride as the core builds them, and as a part of the whole: who asks, body, model, price,
 * hold, usage, settlement and record.
 */
public final class AdmissionBenchmark {
    private static final int WARM_UP = 15;
    private static final int ROUNDS = 31;
    private static final int OPERATIONS = 100_000;
    private static final long PLENTY = 1_000_000_000_000_000L;
    private static final Usage USED = Usage.of(1_000, 500);
    private static final String BODY = "{\"message\":\"How does a fare gate work?\",\"maxOutputTokens\":1000}";
    private static final Money COST = new Money(5_000);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Limit> limits = List.of(
            limit("user-day", Measure.COST, day(), Dimension.USER),
            limit("user-requests", Measure.REQUESTS, day(), Dimension.USER),
            limit("all-month", Measure.COST, new Window.Calendar(Window.Period.MONTH)),
            limit("ip-minute", Measure.REQUESTS, new Window.Rolling(Duration.ofMinutes(1)), Dimension.IP),
            limit("user-now", Measure.CONCURRENT, new Window.Now(), Dimension.USER));
    private final BudgetStore store = BudgetStore.local(Ticker.system(), ZoneOffset.UTC);
    private final List<Bucket> buckets = new ArrayList<>();
    private final String[] users = names("user-name-%05d@example.org");
    private final String[] networks = names("198.51.%d");
    private final RideRequest[] requests = new RideRequest[16_384];
    private final Faregate faregate;
    private int turn;

    private AdmissionBenchmark() {
        for (int i = 0; i < 5; i++) {
            buckets.add(Bucket.builder()
                    .addLimit(limit -> limit.capacity(PLENTY).refillGreedy(1_000_000_000, Duration.ofMinutes(1)))
                    .build());
        }
        Arrays.setAll(
                requests,
                i -> RideRequest.of("POST", "/api/chat", BODY)
                        .user(users[i])
                        .peer("198.51." + i / 256 + "." + i % 256)
                        .build());
        faregate = Faregate.builder().policy(policy()).sink(record -> {}).build();
    }

    private static Policy policy() {
        String plenty = "1000000";
        return Policy.builder()
                .limit(Limits.pool().cost(plenty).every(Window.Period.MONTH))
                .limit(Limits.per(Dimension.IP).requests(PLENTY).within(Duration.ofMinutes(1)))
                .plan(
                        "free",
                        plan -> plan.models("gpt-5-mini")
                                .limit(Limits.per(Dimension.USER).cost(plenty).every(Window.Period.DAY))
                                .limit(Limits.per(Dimension.USER)
                                        .requests(PLENTY)
                                        .every(Window.Period.DAY))
                                .limit(Limits.per(Dimension.USER).concurrent(PLENTY)))
                .defaultPlan("free")
                .route("/api/chat", route -> route.cap(Capped.OUTPUT_TOKENS, 800, 500))
                .build();
    }

    /** One thing to measure. */
    private record Measured(String name, Runnable operation, double[] nanos, double[] bytes) {
        Measured(String name, Runnable operation) {
            this(name, operation, new double[ROUNDS], new double[ROUNDS]);
        }
    }

    /**
     * Prints the table.
     *
     * @param args none
     */
    public static void main(String[] args) {
        AdmissionBenchmark benchmark = new AdmissionBenchmark();
        benchmark.run();
        benchmark.faregate.close();
    }

    private void run() {
        List<Measured> subjects = List.of(
                new Measured("five bare tryConsume", this::fiveBare),
                new Measured("reserve + settle, 16,384 callers", () -> ride(next(16_384))),
                new Measured("reserve + settle, 64 callers", () -> ride(next(64))),
                new Measured("a whole ride, 16,384 callers", () -> whole(next(16_384))),
                new Measured("a whole ride, 64 callers", () -> whole(next(64))),
                new Measured("refused on the first limit, 16,384 callers", () -> refused(next(16_384))));
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (Measured subject : subjects) {
                measure(subject, round);
            }
        }
        print(subjects);
    }

    private void measure(Measured subject, int round) {
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long nanos = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < OPERATIONS; i++) {
            subject.operation().run();
        }
        nanos = threads.getCurrentThreadCpuTime() - nanos;
        bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
        if (round >= 0) {
            subject.nanos()[round] = (double) nanos / OPERATIONS;
            subject.bytes()[round] = (double) bytes / OPERATIONS;
        }
    }

    private void fiveBare() {
        for (Bucket bucket : buckets) {
            require(bucket.tryConsume(1));
        }
    }

    private void ride(int caller) {
        Held held = store.reserve(charges(caller, PLENTY));
        Reservation reservation = ((Held.Reserved) held).reservation();
        require(store.settle(reservation, Reservation.State.SETTLED, AdmissionBenchmark::used));
    }

    private void whole(int caller) {
        Ride ride = ((Decision.Admitted) faregate.admit(requests[caller])).ride();
        ride.inference().record("gpt-5-mini", USED);
        ride.finish(200, null);
    }

    private void refused(int caller) {
        require(store.reserve(charges(caller, 0)) instanceof Held.Denied);
    }

    private static long used(Charge charge) {
        Measure measure = charge.limit().measure();
        return measure.equals(Measure.REQUESTS) ? 1 : measure.amount(USED, COST);
    }

    private List<Charge> charges(int caller, long most) {
        Subject user = new Subject(Kind.USER, users[caller]);
        Subject network = new Subject(Kind.IP, networks[caller]);
        Charge[] charges = new Charge[limits.size()];
        for (int i = 0; i < charges.length; i++) {
            Limit limit = limits.get(i);
            long hold = limit.measure().equals(Measure.COST) ? 2 * COST.nanos() : 1;
            charges[i] = new Charge(limit, subject(limit, user, network), most, hold);
        }
        return List.of(charges);
    }

    private Subject subject(Limit limit, Subject user, Subject network) {
        if (limit.per().isEmpty()) {
            return Subject.ALL;
        }
        return limit.per().contains(Dimension.USER) ? user : network;
    }

    private int next(int callers) {
        turn++;
        return turn & (callers - 1);
    }

    private static void require(boolean expected) {
        if (!expected) {
            throw new IllegalStateException("not what is to be measured");
        }
    }

    private static String[] names(String format) {
        String[] names = new String[16_384];
        Arrays.setAll(names, i -> String.format(Locale.ROOT, format, i));
        return names;
    }

    private static Window day() {
        return new Window.Calendar(Window.Period.DAY);
    }

    private static Limit limit(String id, Measure measure, Window window, Dimension... per) {
        return new Limit(id, id, measure, Set.of(per), PLENTY, window, Mode.ENFORCE, false);
    }

    private static void print(List<Measured> subjects) {
        System.out.printf("Java %s, %d rounds of %d%n%n", Runtime.version(), ROUNDS, OPERATIONS);
        System.out.println("| | x five bare tryConsume | ns | bytes allocated |");
        System.out.println("|---|---|---|---|");
        double[] yardstick = subjects.get(0).nanos();
        for (Measured subject : subjects) {
            double[] ratios = new double[ROUNDS];
            Arrays.setAll(ratios, round -> subject.nanos()[round] / yardstick[round]);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.0f | %.0f |%n",
                    subject.name(),
                    median(ratios),
                    median(subject.nanos()),
                    median(subject.bytes()));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
