package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Balance;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one account must say in each of its calendar periods, by sums alone and however the wall clock jumps. A period is
 * known by its end. For one thread.
 */
final class PeriodsModel {
    private final ZoneId zone;
    private final Limit limit;
    private final Window.Period every;
    private final NavigableMap<Instant, Sums> periods = new TreeMap<>();
    private Instant asked = Instant.MIN;

    PeriodsModel(ZoneId zone, Limit limit) {
        this.zone = zone;
        this.limit = limit;
        this.every = ((Window.Calendar) limit.window()).every();
    }

    /** Of a period that let in a ride; also the first and the last amount that it did so with. */
    private static final class Sums {
        private final long first;
        private long last;
        private long held;
        private long used;
        private long logged;
        private long seen;

        private Sums(long amount) {
            first = amount;
        }
    }

    private Instant end(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        return switch (every) {
            case MINUTE -> now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            case HOUR ->
                now.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant().plus(1, ChronoUnit.HOURS);
            case DAY -> day.plusDays(1).atStartOfDay(zone).toInstant();
            case MONTH -> day.withDayOfMonth(1).plusMonths(1).atStartOfDay(zone).toInstant();
            default -> throw new IllegalStateException("not in these histories: " + every);
        };
    }

    /** Somebody asks to be let in. */
    void ask(Instant now) {
        asked = later(asked, end(now));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** A clock that goes back opens no period before one that let in a ride; it may leave one that was asked for. */
    Instant period(Balance balance, Instant now, String when) {
        Instant counts = balance.resetsAt().orElseThrow();
        Instant least = periods.isEmpty() ? end(now) : later(end(now), periods.lastKey());
        if (!counts.equals(least) && (counts.isBefore(least) || counts.isAfter(asked))) {
            assertThat(counts).as("%s: the period of %s", when, limit.id()).isEqualTo(least);
        }
        return counts;
    }

    void letIn(Instant period, long amount) {
        periods.computeIfAbsent(period, end -> new Sums(amount)).last = amount;
    }

    void hold(Instant period, long more) {
        sums(period).held += more;
    }

    void use(Instant period, long more) {
        Sums sums = sums(period);
        sums.used += more;
        sums.seen = more < 0 ? 0 : sums.seen;
    }

    void log(Instant period, long more) {
        sums(period).logged += more;
    }

    private Sums sums(Instant period) {
        return periods.get(period);
    }

    boolean isObserved() {
        return limit.mode() == Mode.OBSERVE;
    }

    boolean isOfRequests() {
        return limit.measure().equals(Measure.REQUESTS);
    }

    boolean isAbove(Instant period, long amount) {
        return sums(period).held + sums(period).used > amount;
    }

    void check(Balance balance, Instant now, String when) {
        Instant period = period(balance, now, when);
        Sums sums = periods.get(period);
        same(balance.held(), sums == null ? 0 : sums.held, "held", when);
        same(balance.spent(), spent(period, balance.amount()), "spent", when);
        if (sums != null && !limit.carryDebt()) {
            assertThat(balance.spent() >= sums.seen)
                    .as("%s: what is spent falls by an adjustment alone", when)
                    .isTrue();
            sums.seen = balance.spent();
        }
    }

    /** Millions of comparisons: the words are put together only for one that fails. */
    private void same(long actual, long expected, String what, String when) {
        if (actual != expected) {
            assertThat(actual).as("%s: %s of %s", when, what, limit.id()).isEqualTo(expected);
        }
    }

    private long spent(Instant period, long amount) {
        Sums own = periods.get(period);
        return limit.carryDebt() ? carried(period, amount) : own == null ? 0 : own.used;
    }

    /** With the debts of the periods before it, each paid from all that are later. */
    private long carried(Instant period, long amount) {
        long spent = 0;
        Map.Entry<Instant, Sums> last = null;
        for (Map.Entry<Instant, Sums> next : periods.headMap(period, true).entrySet()) {
            spent = next.getValue().used + debt(spent, last, next.getKey(), next.getValue().first);
            last = next;
        }
        return last != null && last.getKey().equals(period) ? spent : debt(spent, last, period, amount);
    }

    private static long debt(long spent, Map.Entry<Instant, Sums> from, Instant to, long next) {
        if (from == null) {
            return 0;
        }
        long last = from.getValue().last;
        long between = Duration.between(from.getKey(), to).toHours() - 1;
        return Math.max(0, spent - last - Math.max(last, next) * between);
    }

    /** What was recorded of it is what was used, and nothing is held any more. */
    void checkRecords(String when, boolean quiet) {
        periods.forEach((period, sums) -> {
            assertThat(sums.logged).as("%s: the records of %s", when, period).isEqualTo(sums.used);
            assertThat(quiet && sums.held != 0)
                    .as("%s: held in %s", when, period)
                    .isFalse();
        });
    }
}
