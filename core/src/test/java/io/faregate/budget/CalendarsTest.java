package io.faregate.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Window.Period;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarsTest {

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, DAY, 2026-10-25T12:00, PT25H",
        "Europe/Berlin, DAY, 2026-03-29T12:00, PT23H",
        "Europe/Berlin, WEEK, 2026-03-29T12:00, PT167H",
        "Europe/Berlin, MONTH, 2026-02-11T12:00, PT672H",
        "Europe/Berlin, MONTH, 2028-02-29T12:00, PT696H",
        "Europe/Berlin, HOUR, 2026-10-25T02:30, PT1H",
        "America/Sao_Paulo, DAY, 2018-11-04T12:00, PT23H",
        "America/Havana, DAY, 2026-11-01T12:00, PT25H",
        "Australia/Lord_Howe, DAY, 2026-04-05T12:00, PT24H30M",
        "Pacific/Apia, DAY, 2011-12-29T12:00, PT24H",
        "Asia/Kathmandu, HOUR, 2026-06-01T12:30, PT1H",
        "America/St_Johns, HOUR, 2005-04-03T00:00:30, PT1M",
        "America/St_Johns, HOUR, 2005-04-03T01:30, PT59M",
        "America/St_Johns, DAY, 2005-10-30T12:00, PT25H",
        "Australia/Lord_Howe, HOUR, 2026-10-04T02:45, PT30M",
        "UTC, MINUTE, 2026-06-01T12:30:59, PT1M",
    })
    void aPeriodIsAsLongAsItsDaysAre(String zone, Period every, LocalDateTime local, Duration length) {
        Instant now = local.atZone(ZoneId.of(zone)).toInstant();

        Span span = new Calendars(ZoneId.of(zone)).at(every, now.toEpochMilli());

        assertThat(Duration.ofMillis(span.end() - span.start())).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Europe/Berlin",
                "America/Sao_Paulo",
                "America/Havana",
                "America/St_Johns",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Asia/Kathmandu",
                "Africa/Casablanca",
                "UTC"
            })
    void periodsFollowEachOtherWithoutGapOrOverlap(String name) {
        ZoneId zone = ZoneId.of(name);
        Calendars calendars = new Calendars(zone);
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            long millis = anyTime(random, zone);
            for (Period every : Period.values()) {
                Span span = calendars.at(every, millis);
                Span next = calendars.at(every, span.end());
                assertThat(span.holds(millis)).isTrue();
                assertThat(calendars.at(every, span.start()).start()).isEqualTo(span.start());
                assertThat(calendars.at(every, span.end() - 1)).isEqualTo(span);
                assertThat(next.start()).isEqualTo(span.end());
                assertThat(next.ordinal()).isBetween(span.ordinal(), span.ordinal() + 2);
                assertStartsOnTheDot(every, Instant.ofEpochMilli(span.start()).atZone(zone));
            }
        }
    }

    /** Half of the time, near a change of the clocks. */
    private static long anyTime(Random random, ZoneId zone) {
        long from = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
        long to = Instant.parse("2040-01-01T00:00:00Z").toEpochMilli();
        long millis = random.nextLong(from, to);
        ZoneOffsetTransition change = zone.getRules().nextTransition(Instant.ofEpochMilli(millis));
        long hours = Duration.ofHours(2).toMillis();
        return change == null || random.nextBoolean()
                ? millis
                : change.getInstant().toEpochMilli() + random.nextLong(-hours, hours);
    }

    private static void assertStartsOnTheDot(Period every, ZonedDateTime start) {
        assertThat(start.getSecond() + start.getNano()).isZero();
        boolean clocksChange =
                start.getZone().getRules().previousTransition(start.toInstant().plusMillis(1)) != null
                        && start.getZone()
                                .getRules()
                                .previousTransition(start.toInstant().plusMillis(1))
                                .getInstant()
                                .equals(start.toInstant());
        if (clocksChange || every == Period.MINUTE) {
            return;
        }
        assertThat(start.getMinute()).isZero();
        assertThat(every == Period.HOUR || start.getHour() == 0).isTrue();
        assertThat(every == Period.WEEK && start.getDayOfWeek() != DayOfWeek.MONDAY)
                .isFalse();
        assertThat(every == Period.MONTH && start.getDayOfMonth() != 1).isFalse();
    }

    @Test
    void theLastOfSeveralPeriodsIsFoundByTheCalendar() {
        Calendars calendars = new Calendars(ZoneId.of("Europe/Berlin"));
        long march = Instant.parse("2026-03-27T12:00:00Z").toEpochMilli();

        assertThat(Instant.ofEpochMilli(calendars.end(calendars.at(Period.DAY, march), 3)))
                .isEqualTo("2026-03-29T22:00:00Z");
        assertThat(Instant.ofEpochMilli(calendars.end(calendars.at(Period.MONTH, march), 1)))
                .isEqualTo("2026-03-31T22:00:00Z");
        assertThat(Instant.ofEpochMilli(calendars.end(calendars.at(Period.WEEK, march), 2)))
                .isEqualTo("2026-04-05T22:00:00Z");
        assertThat(Instant.ofEpochMilli(calendars.end(calendars.at(Period.HOUR, march), 5)))
                .isEqualTo("2026-03-27T17:00:00Z");
        assertThat(Instant.ofEpochMilli(calendars.end(calendars.at(Period.MINUTE, march), 2)))
                .isEqualTo("2026-03-27T12:02:00Z");
    }

    @Test
    void theSamePeriodIsTheSameObject() {
        Calendars calendars = new Calendars(ZoneOffset.UTC);

        assertThat(calendars.at(Period.DAY, 5)).isSameAs(calendars.at(Period.DAY, 86_399_999));
        assertThat(calendars.at(Period.DAY, -1).end()).isZero();
    }
}
