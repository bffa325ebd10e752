package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.control.Target;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks of the application occupy all threads that there are for them, and hang. */
@Timeout(60)
final class BusyCallbacksTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final int ALL = 256;

    private final TestGate gate = new TestGate().cap(Capped.DURATION, 1_000, 1_000);
    private final CountDownLatch hanging = new CountDownLatch(ALL);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        gate.close();
    }

    private void hang() {
        hanging.countDown();
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void ridesAreSettledAndExpireAllTheSame() throws Exception {
        Ride killed = gate.admit(HELLO).ride();
        Decision.Admitted left = (Decision.Admitted)
                gate.faregate().admit(TestGate.request(HELLO).user("bob").build());
        for (int i = 0; i < ALL; i++) {
            killed.cancellation().onCancel(this::hang);
        }
        gate.faregate().killSwitch().block(Target.user("alice"), "planned", "test");
        hanging.await();

        gate.clock.advance(RunningRides.LAST_WORDS);
        gate.sweep();
        assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("killed");
        gate.clock.advance(Duration.ofMinutes(2));
        gate.sweep();
        assertThat(gate.lastRecord(2).outcome().status()).isEqualTo("expired");
        assertThat(gate.lastRecord(2).rideId()).isEqualTo(left.ride().id());
    }
}
