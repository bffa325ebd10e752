package io.faregate.control;

import io.faregate.budget.Dimension;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts strikes, and tells the kill switch what the policy's rules make of them. Without a rule nothing is counted. The
 * strikes of 50,000 subjects are counted at a time for each {@code per} and {@code within}; beyond that, those with the
 * fewest are forgotten. Thread-safe.
 */
public final class Suspicion {
    /** The subjects whose strikes are counted at a time, for each tally. */
    static final int COUNTED = 50_000;

    private static final int HEAVIEST = 1_000_000;

    private final KillSwitch killSwitch;
    private final Ticker ticker;
    private final Signals signals = new Signals((target, reason) -> strike(target, Signals.STRIKES, reason));
    private volatile List<Tally> tallies = List.of();

    /** The strikes of rules that count the same. */
    private record Tally(Dimension per, Duration within, Watchlist<SlidingCount> counts, List<SuspicionRule> rules) {

        boolean isOf(SuspicionRule rule) {
            return per == rule.per() && within.equals(rule.within());
        }

        boolean counts(Target target) {
            return (per == Dimension.IP) == (target.kind() == Target.Kind.NETWORK);
        }
    }

    /**
     * Suspicion without a rule.
     *
     * @param killSwitch does what rules say
     * @param ticker the clock: strikes are counted by its monotonic time, ends are told by its wall clock
     */
    public Suspicion(KillSwitch killSwitch, Ticker ticker) {
        this.killSwitch = killSwitch;
        this.ticker = ticker;
        killSwitch.pardonWith(this::pardon);
    }

    /**
     * Takes rules in place of those before. The strikes of a {@code per} and {@code within} that is there again stay
     * counted, and what earlier rules did stays until it ends or is lifted.
     *
     * @param rules the policy's rules
     */
    public synchronized void rules(List<SuspicionRule> rules) {
        List<Tally> next = new ArrayList<>();
        Map<List<Object>, List<SuspicionRule>> alike = new LinkedHashMap<>();
        for (SuspicionRule rule : rules) {
            if (!rule.then().equals(Restriction.NONE)) {
                alike.computeIfAbsent(List.of(rule.per(), rule.within()), any -> new ArrayList<>())
                        .add(rule);
            }
        }
        alike.values().forEach(group -> next.add(tally(group)));
        tallies = List.copyOf(next);
    }

    private Tally tally(List<SuspicionRule> rules) {
        SuspicionRule first = rules.get(0);
        Watchlist<SlidingCount> counts = tallies.stream()
                .filter(tally -> tally.isOf(first))
                .findFirst()
                .map(Tally::counts)
                .orElseGet(() -> new Watchlist<>(COUNTED, () -> new SlidingCount(first.within())));
        return new Tally(first.per(), first.within(), counts, List.copyOf(rules));
    }

    /**
     * Somebody asks; looks for signs, as many networks of one user.
     *
     * @param caller who asks
     */
    public void seen(Caller caller) {
        if (!tallies.isEmpty()) {
            signals.seen(caller, ticker.nanoTime());
        }
    }

    /**
     * A request was refused; a refusal of the abusive kind is one strike.
     *
     * @param caller who asked
     * @param reason why it was refused
     */
    public void refused(Caller caller, Reason reason) {
        if (reason.isStrike()) {
            suspect(caller, reason.code(), 1);
        }
    }

    /**
     * A ride has ended; looks for signs, as most rides left early.
     *
     * @param caller whose ride it was
     * @param why why it was cancelled; null when it was not
     */
    public void ended(Caller caller, @Nullable CancelReason why) {
        if (!tallies.isEmpty()) {
            signals.ended(caller, why, ticker.nanoTime());
        }
    }

    /**
     * Counts strikes of a user and a network.
     *
     * @param caller who is suspected
     * @param reason why, for operators
     * @param strikes how many, from 1 to 1,000,000
     * @throws IllegalArgumentException when they are fewer or more
     */
    public void suspect(Caller caller, String reason, int strikes) {
        if (strikes < 1 || strikes > HEAVIEST) {
            throw new IllegalArgumentException("a suspicion of " + strikes + " strikes, not 1 to " + HEAVIEST);
        }
        if (!tallies.isEmpty()) {
            strike(user(caller), strikes, reason);
            strike(Target.network(caller.network()), strikes, reason);
        }
    }

    /** Who is meant by a user: without a user id, the others of the network that have none. */
    static Target user(Caller caller) {
        String id = caller.userId();
        return id == null ? Target.anonymous(caller.network()) : Target.user(id);
    }

    private void strike(Target target, int strikes, String reason) {
        for (Tally tally : tallies) {
            if (tally.counts(target)) {
                strike(tally, target, strikes, reason);
            }
        }
    }

    private void strike(Tally tally, Target target, int strikes, String reason) {
        long nanos = ticker.nanoTime();
        SlidingCount count = tally.counts().of(target, nanos);
        long sum = count.add(strikes, nanos);
        for (SuspicionRule rule : tally.rules()) {
            if (sum >= rule.strikes()) {
                Duration left = rule.lasts() == null ? count.untilFewerThan(rule.strikes(), nanos) : rule.lasts();
                act(rule, target, left, sum + " strikes, the last: " + reason);
            }
        }
    }

    private void act(SuspicionRule rule, Target target, Duration left, String reason) {
        Instant now = ticker.now();
        Instant end = now.plus(left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left);
        killSwitch.suspect(new RuntimeOverride(target, rule.then(), rule.rule(), reason, "suspicion", now, end));
    }

    private void pardon(Target target) {
        tallies.forEach(tally -> tally.counts().forget(target));
    }

    /** How many subjects are counted or watched. */
    int size() {
        return signals.size()
                + tallies.stream().mapToInt(tally -> tally.counts().size()).sum();
    }
}
