package io.faregate.policy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.cost.Money;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says one limit, for {@link PolicyBuilder}, {@link PlanBuilder} and {@link RouteBuilder}. Where it is given to is what
 * it counts. Setting a part twice fails at that call. Not thread-safe.
 *
 * <pre>{@code
 * Limits.per(Dimension.USER).cost("0.50").every(Window.Period.DAY)
 * Limits.pool().cost("500").every(Window.Period.MONTH)
 * Limits.per(Dimension.USER).concurrent(4)
 * }</pre>
 */
public final class Limits {
    private final Set<Dimension> per;
    private @Nullable Measure measure;
    private @Nullable Long amount;
    private @Nullable Window window;
    private @Nullable Mode mode;
    private boolean carryDebt;
    private @Nullable String place;

    private Limits(Set<Dimension> per) {
        this.per = per;
    }

    /**
     * An amount for each.
     *
     * @param first what it is counted by
     * @param more what else it is counted by: a pair has an amount of its own
     * @return a limit that still needs an amount and a window
     */
    public static Limits per(Dimension first, Dimension... more) {
        return new Limits(Collections.unmodifiableSet(EnumSet.of(first, more)));
    }

    /**
     * One amount that all share.
     *
     * @return a limit that still needs an amount and a window
     */
    public static Limits pool() {
        return new Limits(Set.of());
    }

    static Limits per(List<Dimension> dimensions) {
        return dimensions.isEmpty() ? pool() : new Limits(Collections.unmodifiableSet(EnumSet.copyOf(dimensions)));
    }

    /**
     * The most money.
     *
     * @param dollars in decimal, as {@code 0.50}
     * @return this limit
     */
    public Limits cost(String dollars) {
        return amount(Measure.COST, Money.of(dollars).nanos());
    }

    /**
     * The most rides let in.
     *
     * @param count how many
     * @return this limit
     */
    public Limits requests(long count) {
        return amount(Measure.REQUESTS, count);
    }

    /**
     * The most tokens of all kinds, in and out.
     *
     * @param count how many
     * @return this limit
     */
    public Limits tokens(long count) {
        return amount(Measure.TOKENS, count);
    }

    /**
     * The most rides at once. Has no window.
     *
     * @param count how many
     * @return this limit
     */
    public Limits concurrent(long count) {
        amount(Measure.CONCURRENT, count);
        window = Once.set(window, new Window.Now(), "window");
        return this;
    }

    /**
     * The most of anything.
     *
     * @param what what is counted
     * @param most how many; nano-units for cost
     * @return this limit
     */
    public Limits amount(Measure what, long most) {
        if (most < 0) {
            throw new IllegalArgumentException("the most of " + what.key() + " can not be " + most);
        }
        measure = Once.set(measure, what, "measure");
        amount = most;
        return this;
    }

    /**
     * Starts anew with each calendar period in the policy's zone.
     *
     * @param period which period
     * @return this limit
     */
    public Limits every(Window.Period period) {
        window = Once.set(window, new Window.Calendar(period), "window");
        return this;
    }

    /**
     * Refills steadily; at most twice the amount in any window of this length.
     *
     * @param length how long a full refill takes, at least one second
     * @return this limit
     */
    public Limits within(Duration length) {
        window = Once.set(window, new Window.Rolling(length), "window");
        return this;
    }

    /**
     * What happens beyond it.
     *
     * @param what the mode; that of the place unless told
     * @return this limit
     */
    public Limits mode(Mode what) {
        mode = Once.set(mode, what, "mode");
        return this;
    }

    /**
     * What was used beyond the amount counts in the next calendar period too.
     *
     * @return this limit
     */
    public Limits carryDebt() {
        carryDebt = true;
        return this;
    }

    /** The place in a file, where a limit before it may be a mistake. */
    Limits place(String written) {
        place = written;
        return this;
    }

    /** The limit at a place. The id says what it counts, not how much of it. */
    Limit at(String scope, String counted, Mode preset) {
        String rule = place == null ? counted : place;
        Measure what = measure;
        Window over = window;
        if (what == null || amount == null || over == null) {
            throw new IllegalStateException(rule + " needs " + (what == null ? "an amount" : "a window"));
        }
        if (carryDebt && !(over instanceof Window.Calendar)) {
            throw new IllegalStateException(rule + " carries debt to the next period, and has none");
        }
        String id = String.join("|", scope, who(), what.key(), text(over));
        return new Limit(id, rule, what, per, amount, over, mode == null ? preset : mode, carryDebt);
    }

    boolean isPool() {
        return per.isEmpty();
    }

    private String who() {
        return per.isEmpty() ? "-" : per.stream().map(Dimension::key).collect(Collectors.joining("+"));
    }

    private static String text(Window window) {
        if (window instanceof Window.Calendar calendar) {
            return Kinds.lower(calendar.every());
        }
        return window instanceof Window.Rolling rolling ? rolling.length().toString() : "now";
    }
}
