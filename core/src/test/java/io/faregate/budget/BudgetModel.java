package io.faregate.budget;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The plainest store there could be, to compare a real one with: exact, slow, for one thread. Of a rolling
 * window there is one amount.
 */
final class BudgetModel {
    private final ZoneId zone;
    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, NavigableMap<Instant, Long>> used = new HashMap<>();
    private final Map<String, LetIn> letIn = new HashMap<>();
    private final Map<String, Bucket> buckets = new HashMap<>();

    BudgetModel(ZoneId zone) {
        this.zone = zone;
    }

    /** What a bucket lacks, in units times the nanoseconds of its length. */
    private static final class Bucket {
        BigInteger lacking = BigInteger.ZERO;
        Instant touched = Instant.MIN;
        long held;

        void take(long units, long length) {
            lacking = lacking.add(big(units).multiply(big(length))).max(BigInteger.ZERO);
        }
    }

    /** The amounts of the first and the last ride that a period let in. */
    private record LetIn(long first, long last) {}

    /** Where a ride that comes in now is booked. */
    record Place(Charge charge, Instant period) {
        String key() {
            return charge.limit().id() + " " + charge.subject();
        }

        String periodKey() {
            return key() + " " + period;
        }
    }

    Place place(Charge charge, Instant now) {
        Instant period = charge.limit().window() instanceof Window.Calendar calendar
                ? start(calendar.every(), now.atZone(zone)).toInstant()
                : Instant.MIN;
        return new Place(charge, period);
    }

    private static ZonedDateTime start(Window.Period every, ZonedDateTime now) {
        LocalDate date = now.toLocalDate();
        ZoneId zone = now.getZone();
        return switch (every) {
            case MINUTE -> now.truncatedTo(ChronoUnit.MINUTES);
            case HOUR -> now.truncatedTo(ChronoUnit.HOURS);
            case DAY -> date.atStartOfDay(zone);
            case WEEK -> date.minusDays(date.getDayOfWeek().getValue() - 1L).atStartOfDay(zone);
            case MONTH -> date.minusDays(date.getDayOfMonth() - 1L).atStartOfDay(zone);
        };
    }

    boolean fits(Place place, long more, Instant now) {
        return held(place) + spent(place, now) + more <= place.charge().amount();
    }

    long held(Place place) {
        return place.charge().limit().window() instanceof Window.Rolling
                ? bucket(place).held
                : held.getOrDefault(place.periodKey(), 0L);
    }

    /** For a bucket, what it lacks beyond what is held. */
    long spent(Place place, Instant now) {
        Limit limit = place.charge().limit();
        if (limit.window() instanceof Window.Rolling rolling) {
            return lacking(place, rolling, now) - bucket(place).held;
        }
        return limit.carryDebt() ? carried(place) : own(place).getOrDefault(place.period(), 0L);
    }

    /**
     * Each period pays the last amount that it let somebody in with. Those after it that let in nobody pay as much, or the
     * first amount of the next that did.
     */
    private long carried(Place place) {
        long spent = 0;
        Place last = null;
        for (Map.Entry<Instant, Long> period :
                own(place).headMap(place.period(), true).entrySet()) {
            Place next = new Place(place.charge(), period.getKey());
            spent = period.getValue() + debt(spent, last, next, amounts(next).first());
            last = next;
        }
        return place.equals(last)
                ? spent
                : debt(spent, last, place, place.charge().amount());
    }

    private long debt(long spent, Place from, Place to, long between) {
        if (from == null) {
            return 0;
        }
        long days = ChronoUnit.DAYS.between(
                LocalDate.ofInstant(from.period(), zone), LocalDate.ofInstant(to.period(), zone));
        long last = amounts(from).last();
        return Math.max(0, spent - last - Math.max(last, between) * (days - 1));
    }

    private LetIn amounts(Place place) {
        return letIn.get(place.periodKey());
    }

    void letIn(Place place) {
        long amount = place.charge().amount();
        letIn.merge(place.periodKey(), new LetIn(amount, amount), (known, now) -> new LetIn(known.first(), amount));
    }

    private long lacking(Place place, Window.Rolling rolling, Instant now) {
        Bucket bucket = bucket(place);
        refill(place, now);
        BigInteger[] parts =
                bucket.lacking.divideAndRemainder(big(rolling.length().toNanos()));
        return parts[0].longValueExact() + parts[1].signum();
    }

    private void refill(Place place, Instant now) {
        Bucket bucket = bucket(place);
        if (bucket.touched.isBefore(now)) {
            BigInteger nanos = bucket.touched.equals(Instant.MIN)
                    ? BigInteger.ZERO
                    : big(Duration.between(bucket.touched, now).toNanos());
            long amount = place.charge().limit().amount();
            bucket.lacking =
                    bucket.lacking.subtract(nanos.multiply(big(amount))).max(BigInteger.ZERO);
            bucket.touched = now;
        }
    }

    void hold(Place place, long more, Instant now) {
        if (place.charge().limit().window() instanceof Window.Rolling rolling) {
            refill(place, now);
            bucket(place).held += more;
            bucket(place).take(more, rolling.length().toNanos());
        } else {
            held.merge(place.periodKey(), more, Long::sum);
            own(place).merge(place.period(), 0L, Long::sum);
        }
    }

    /** Books a difference of what is used, and gives back what was held. */
    void book(Place place, long given, long difference, Instant now) {
        Window window = place.charge().limit().window();
        if (window instanceof Window.Rolling rolling) {
            refill(place, now);
            bucket(place).held -= given;
            bucket(place).take(difference - given, rolling.length().toNanos());
        } else {
            held.merge(place.periodKey(), -given, Long::sum);
            own(place).merge(place.period(), window instanceof Window.Now ? 0 : difference, Long::sum);
        }
    }

    private NavigableMap<Instant, Long> own(Place place) {
        return used.computeIfAbsent(place.key(), key -> new TreeMap<>());
    }

    private Bucket bucket(Place place) {
        return buckets.computeIfAbsent(place.key(), key -> new Bucket());
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
