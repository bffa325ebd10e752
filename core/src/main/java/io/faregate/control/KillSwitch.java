package io.faregate.control;

import io.faregate.control.Target.Kind;
import io.faregate.cost.DatedName;
import io.faregate.ride.Caller;
import io.faregate.ride.Ticker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks or downgrades a user, a network, a route, a model or everything while the application runs. What it says
 * counts from the next ride on; a block ends the rides that run, too. It lives as long as its Faregate: a reload of the
 * policy changes nothing of it, a restart forgets it. Thread-safe; a ride that asks takes no lock.
 *
 * <pre>{@code
 * faregate.killSwitch().block(Target.user("mallory"), "scripted sign-ups", "ops", now.plus(1, ChronoUnit.HOURS));
 * }</pre>
 *
 * <p>An operator's word on a target takes the place of an earlier one. At most 5,000 overrides are made by hand at a
 * time, and as many by suspicion.
 */
public final class KillSwitch {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private final Overrides overrides = new Overrides();
    private final Ticker ticker;
    private final UnaryOperator<Caller> spelling;
    private final Consumer<Target> ender;
    private volatile Consumer<Target> pardon = target -> {};

    /**
     * A switch that stops nobody.
     *
     * @param ticker the clock; ends are told by its wall clock
     * @param spelling gives user ids and networks, as operators write them, the form that callers have
     * @param ender cancels the running rides of a target; called after the target is blocked
     */
    public KillSwitch(Ticker ticker, UnaryOperator<Caller> spelling, Consumer<Target> ender) {
        this.ticker = ticker;
        this.spelling = spelling;
        this.ender = ender;
    }

    /**
     * Refuses all rides of a target, until somebody lifts it, and cancels those that run.
     *
     * @param target who or what
     * @param reason why, for operators
     * @param author who says so, for operators
     * @throws IllegalArgumentException when no caller could have such a name
     * @throws IllegalStateException when there are too many overrides
     */
    public void block(Target target, String reason, String author) {
        manual(target, Effect.BLOCK, reason, author, null);
    }

    /**
     * Refuses all rides of a target for some time, and cancels those that run.
     *
     * @param target who or what
     * @param reason why, for operators
     * @param author who says so, for operators
     * @param until when it ends by itself
     * @throws IllegalArgumentException when that is past, or no caller could have such a name
     * @throws IllegalStateException when there are too many overrides
     */
    public void block(Target target, String reason, String author, Instant until) {
        manual(target, Effect.BLOCK, reason, author, until);
    }

    /**
     * Serves the next rides of a target worse, until somebody lifts it.
     *
     * @param target who or what
     * @param restriction how much worse
     * @param reason why, for operators
     * @param author who says so, for operators
     * @throws IllegalArgumentException when nothing is restricted, or no caller could have such a name
     * @throws IllegalStateException when there are too many overrides
     */
    public void downgrade(Target target, Restriction restriction, String reason, String author) {
        manual(target, something(restriction), reason, author, null);
    }

    /**
     * Serves the next rides of a target worse for some time.
     *
     * @param target who or what
     * @param restriction how much worse
     * @param reason why, for operators
     * @param author who says so, for operators
     * @param until when it ends by itself
     * @throws IllegalArgumentException when that is past, nothing is restricted, or no caller could have such a name
     * @throws IllegalStateException when there are too many overrides
     */
    public void downgrade(Target target, Restriction restriction, String reason, String author, Instant until) {
        manual(target, something(restriction), reason, author, until);
    }

    private static Restriction something(Restriction restriction) {
        if (restriction.equals(Restriction.NONE)) {
            throw new IllegalArgumentException("a downgrade to nothing less");
        }
        return restriction;
    }

    private void manual(Target target, Effect effect, String reason, String author, @Nullable Instant until) {
        put(new RuntimeOverride(spelled(target), effect, RuntimeOverride.MANUAL, reason, author, ticker.now(), until));
    }

    /** Does what suspicion says. */
    void suspect(RuntimeOverride override) {
        put(override);
    }

    private void put(RuntimeOverride override) {
        long now = ticker.currentTimeMillis();
        RuntimeOverride before = overrides.put(override, now);
        boolean isOnlyLonger = override.isAutomatic()
                && before != null
                && before.countsAt(now)
                && before.effect().equals(override.effect());
        if (isOnlyLonger) {
            return;
        }
        LOG.warn("Kill switch: {}", override);
        if (override.effect() instanceof Effect.Block) {
            ender.accept(override.target());
        }
    }

    /**
     * Ends all overrides of a target, those of suspicion included, and forgets the strikes that led to them.
     *
     * @param target who or what
     * @return true when there were any
     */
    public boolean lift(Target target) {
        // a name may be copied from the list of overrides, where it has its form already: that of a long one is a hash
        boolean isExact = remove(target.checked());
        return remove(spelled(target)) || isExact;
    }

    private boolean remove(Target target) {
        List<RuntimeOverride> lifted = overrides.remove(target);
        pardon.accept(target);
        lifted.forEach(each -> LOG.warn("Kill switch: lifted {}", each));
        return !lifted.isEmpty();
    }

    /**
     * What counts now, for pages and consoles.
     *
     * @return the overrides at this moment, those made by hand first, the oldest of each first
     */
    public List<RuntimeOverride> overrides() {
        long now = ticker.currentTimeMillis();
        return overrides.all().stream().filter(each -> each.countsAt(now)).toList();
    }

    /**
     * What counts for a ride whose model is not known yet.
     *
     * @param caller who asks
     * @param route the route's path
     * @return the verdict
     */
    public Verdict look(Caller caller, String route) {
        if (overrides.isEmpty()) {
            return Verdict.NONE;
        }
        long now = ticker.currentTimeMillis();
        String user = caller.userId();
        Verdict verdict = user == null
                ? look(Verdict.NONE, Kind.ANONYMOUS, caller.network(), now)
                : look(Verdict.NONE, Kind.USER, user, now);
        verdict = look(verdict, Kind.NETWORK, caller.network(), now);
        verdict = look(verdict, Kind.ROUTE, route, now);
        return look(verdict, Kind.EVERYTHING, "", now);
    }

    /**
     * What counts for a model.
     *
     * @param model the model that a ride would be given
     * @return the verdict
     */
    public Verdict look(String model) {
        if (overrides.isEmpty()) {
            return Verdict.NONE;
        }
        long now = ticker.currentTimeMillis();
        Verdict verdict = look(Verdict.NONE, Kind.MODEL, model, now);
        // who may name a snapshot must not pass by what is said of its model
        Optional<String> undated = DatedName.undated(model);
        return undated.isEmpty() ? verdict : look(verdict, Kind.MODEL, undated.get(), now);
    }

    private Verdict look(Verdict before, Kind kind, String value, long now) {
        Verdict verdict = before;
        for (RuntimeOverride each : overrides.find(kind, value)) {
            verdict = each.countsAt(now) ? verdict.and(each) : verdict;
        }
        return verdict;
    }

    /** Forgets what has ended; to be called now and then. */
    public void sweep() {
        if (!overrides.isEmpty()) {
            overrides.sweep(ticker.currentTimeMillis()).forEach(each -> LOG.info("Kill switch: ended {}", each));
        }
    }

    /** Says who forgets the strikes of a target that is lifted. */
    void pardonWith(Consumer<Target> forgetting) {
        pardon = forgetting;
    }

    private Target spelled(Target target) {
        return switch (target.checked().kind()) {
            case USER -> {
                String said = target.value();
                Caller caller = spelling.apply(new Caller(said, said, null, "", Map.of()));
                yield Target.user(caller.user().orElse(said));
            }
            case ANONYMOUS, NETWORK ->
                new Target(
                        target.kind(),
                        spelling.apply(new Caller(null, null, null, target.value(), Map.of()))
                                .network());
            default -> target;
        };
    }
}
