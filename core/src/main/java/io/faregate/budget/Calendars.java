package io.faregate.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The calendar periods of one zone. Thread-safe; the period of now costs two comparisons. */
final class Calendars {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    /** The epoch began on a Thursday. */
    private static final int DAYS_SINCE_MONDAY = 3;

    private final ZoneId zone;
    private final Map<Window.Period, AtomicReference<Span>> latest = new EnumMap<>(Window.Period.class);

    Calendars(ZoneId zone) {
        this.zone = zone;
        for (Window.Period every : Window.Period.values()) {
            latest.put(every, new AtomicReference<>(find(every, 0)));
        }
    }

    Span at(Window.Period every, long millis) {
        AtomicReference<Span> cell = Objects.requireNonNull(latest.get(every));
        Span known = cell.get();
        if (known != null && known.holds(millis)) {
            return known;
        }
        Span span = find(every, millis);
        cell.set(span);
        return span;
    }

    /** When so many periods have ended, the one given being the first. */
    long end(Span span, long count) {
        return switch (span.every()) {
            case MINUTE -> span.end() + (count - 1) * MINUTE;
            case HOUR -> span.end() + (count - 1) * HOUR;
            case DAY, WEEK, MONTH -> start(plus(span.every(), date(span.start()), count));
        };
    }

    private Span find(Window.Period every, long millis) {
        return switch (every) {
            case MINUTE -> ofClock(every, millis, MINUTE);
            case HOUR -> ofClock(every, millis, HOUR);
            case DAY, WEEK, MONTH -> ofDates(every, millis);
        };
    }

    /** Full minutes and hours of the local clock. A change of the clocks by less than an hour cuts a period short. */
    private Span ofClock(Window.Period every, long millis, long length) {
        ZoneRules rules = zone.getRules();
        Instant now = Instant.ofEpochMilli(millis);
        long offset = rules.getOffset(now).getTotalSeconds() * 1_000L;
        long start = Math.floorDiv(millis + offset, length) * length - offset;
        long end = start + length;
        ZoneOffsetTransition before = rules.previousTransition(now.plusMillis(1));
        ZoneOffsetTransition after = rules.nextTransition(now);
        return new Span(
                every,
                before == null ? start : Math.max(start, before.getInstant().toEpochMilli()),
                after == null ? end : Math.min(end, after.getInstant().toEpochMilli()),
                Math.floorDiv(start, length));
    }

    private Span ofDates(Window.Period every, long millis) {
        LocalDate first = first(every, date(millis));
        Span span = from(every, first);
        // where clocks go back over midnight, the day they go back into has already ended
        return millis < span.end() ? span : from(every, plus(every, first, 1));
    }

    private Span from(Window.Period every, LocalDate first) {
        return new Span(every, start(first), start(plus(every, first, 1)), ordinal(every, first));
    }

    private LocalDate date(long millis) {
        return Instant.ofEpochMilli(millis).atZone(zone).toLocalDate();
    }

    private long start(LocalDate date) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private static LocalDate first(Window.Period every, LocalDate date) {
        return switch (every) {
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            default -> date;
        };
    }

    private static LocalDate plus(Window.Period every, LocalDate date, long count) {
        return switch (every) {
            case WEEK -> date.plusWeeks(count);
            case MONTH -> date.plusMonths(count);
            default -> date.plusDays(count);
        };
    }

    private static long ordinal(Window.Period every, LocalDate first) {
        return switch (every) {
            case WEEK -> Math.floorDiv(first.toEpochDay() + DAYS_SINCE_MONDAY, 7);
            case MONTH -> first.getLong(ChronoField.PROLEPTIC_MONTH);
            default -> first.toEpochDay();
        };
    }
}
