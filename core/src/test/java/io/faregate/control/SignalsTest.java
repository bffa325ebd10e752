package io.faregate.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SignalsTest {
    private final MovedTicker clock = new MovedTicker();
    private final List<String> told = new ArrayList<>();
    private final Signals signals = new Signals((target, reason) -> told.add(target + ": " + reason));

    @Test
    void aSharedAccountIsSeenAndTravellersAreNot() {
        for (int i = 0; i < 3 * 19; i++) {
            seen("traveller", "192.0.2." + i);
            clock.advance(Duration.ofSeconds(190));
        }
        assertThat(told).isEmpty();

        for (int i = 0; i < 500; i++) {
            seen("shared", "198.51.100." + i % 250);
        }
        assertThat(told).containsExactly("user shared: many networks of one user");
    }

    @Test
    void anOfficeIsToldOnceADayHoweverManyItsUsersAre() {
        for (int hour = 0; hour < 23; hour++) {
            for (int i = 0; i < 2_000; i++) {
                seen("employee" + i, "192.0.2.1");
            }
            clock.advance(Duration.ofHours(1));
        }

        assertThat(told).containsExactly("network 192.0.2.1: many users of one network");
    }

    @Test
    void aFamilyIsNoCrowd() {
        for (int i = 0; i < 1_000; i++) {
            seen("child" + i % 49, "192.0.2.1");
        }

        assertThat(told).isEmpty();
    }

    @Test
    void nobodyIsNoUser() {
        for (int i = 0; i < 100; i++) {
            signals.seen(new Caller(null, null, null, "192.0.2." + i, Map.of()), clock.nanoTime());
        }

        assertThat(told).isEmpty();
    }

    @Test
    void whoLeavesMostRidesIsSeenAndABadLineIsNot() {
        Caller mobile = caller("mobile", "192.0.2.1");
        for (int i = 0; i < 200; i++) {
            ended(mobile, i % 4 == 0 ? null : CancelReason.CLIENT_GONE);
        }
        for (int i = 0; i < 19; i++) {
            ended(caller("few", "192.0.2.1"), CancelReason.CLIENT_GONE);
        }
        assertThat(told).isEmpty();

        Caller leaver = caller("leaver", "192.0.2.1");
        for (int i = 0; i < 100; i++) {
            ended(leaver, i % 10 == 0 ? null : CancelReason.CLIENT_STALLED);
        }
        assertThat(told).containsExactly("user leaver: most rides left early");
    }

    @Test
    void ridesThatFaregateEndedWereNotLeft() {
        for (CancelReason why : List.of(CancelReason.DEADLINE, CancelReason.KILLED, CancelReason.SHUTDOWN)) {
            for (int i = 0; i < 50; i++) {
                ended(caller("alice", "192.0.2.1"), why);
            }
        }

        assertThat(told).isEmpty();
    }

    @Test
    void aSignIsToldAgainTheNextDay() {
        for (int day = 0; day < 2; day++) {
            for (int i = 0; i < 20; i++) {
                seen("shared", "198.51.100." + i);
            }
            clock.advance(Duration.ofDays(1));
        }

        assertThat(told).hasSize(2);
    }

    private void seen(String user, String network) {
        signals.seen(caller(user, network), clock.nanoTime());
    }

    private void ended(Caller caller, CancelReason why) {
        signals.ended(caller, why, clock.nanoTime());
    }

    private static Caller caller(String user, String network) {
        return new Caller(user, user, "free", network, Map.of());
    }
}
