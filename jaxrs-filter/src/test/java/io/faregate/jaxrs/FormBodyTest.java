package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faregate.Decision;
import io.faregate.Faregate;
import io.faregate.Ride;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.cost.CostTable;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A form that does not arrive: whoever ends its ride, nothing was done with it, and it costs nothing. */
class FormBodyTest {
    private static final String TYPE = "multipart/form-data; boundary=x";
    private static final Caller ALICE = new Caller("alice", "alice", null, "127.0.0.1", Map.of());

    private final MovedTicker clock = new MovedTicker();
    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final Faregate gate = Faregate.builder()
            .policy(Policy.builder()
                    .costs(CostTable.builder()
                            .model("mini", rates -> rates.input("1").output("1"))
                            .build())
                    .limit(Limits.per(Dimension.USER).cost("100").every(Period.DAY))
                    .route("/upload", route -> route.dialect("multipart").use("mini"))
                    .build())
            .ticker(clock)
            .sink(records::add)
            .build();

    @AfterEach
    void close() {
        gate.close();
    }

    private Ride ride() {
        return ((Decision.Admitted) gate.admit(RideRequest.of("POST", "/upload")
                        .header("Content-Type", TYPE)
                        .user("alice")
                        .build()))
                .ride();
    }

    private static InputStream form(Ride ride, InputStream in) {
        return new FormBody(in, ride, ride.form().orElseThrow(), TYPE);
    }

    private Balance balance() {
        return gate.balance(ALICE).get(0);
    }

    private void assertGivenBack(Ride ride, InputStream form, int status) {
        assertThat(balance().held()).isPositive();
        assertThatExceptionOfType(RideOverException.class)
                .isThrownBy(form::read)
                .satisfies(over -> {
                    assertThat(over.reason().status()).isEqualTo(status);
                    // as RideResponse does
                    ride.finish(status, over);
                });
        assertThat(balance().held()).isZero();
        assertThat(balance().spent()).isZero();
    }

    @Test
    void aFormThatIsTooSlowIsGivenBackThoughTheSweepHasEndedItsRide() throws Exception {
        Ride ride = ride();
        InputStream form = form(ride, new ByteArrayInputStream(new byte[] {'-', '-', 'x'}));
        assertThat(form.read()).isEqualTo('-');
        clock.advance(Duration.ofMinutes(10));
        // as the sweep does
        ride.cancellation().cancel(CancelReason.DEADLINE);

        assertGivenBack(ride, form, 408);
    }

    /** Nobody may wake the thread; the money does not wait for it. */
    @ParameterizedTest
    @CsvSource({"DEADLINE, 408", "KILLED, 503", "SHUTDOWN, 503"})
    void aSilentFormIsGivenBackWhileItsThreadWaits(CancelReason reason, int status) {
        Ride ride = ride();
        InputStream form = form(ride, new InputStream() {
            @Override
            public int read() {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                clock.advance(reason == CancelReason.DEADLINE ? Duration.ofMinutes(2) : Duration.ZERO);
                ride.cancellation().cancel(reason);
                assertThat(record().outcome().httpStatus()).isEqualTo(status);
                bytes[offset] = '-';
                return 1;
            }
        });

        assertGivenBack(ride, form, status);
        assertThat(records).isEmpty();
    }

    private UsageRecord record() {
        try {
            return Objects.requireNonNull(
                    records.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS), "nothing was settled");
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    @Test
    void aFormWhoseContainerGivesItUpIsGivenBack() {
        Ride ride = ride();
        InputStream form = form(ride, new InputStream() {
            @Override
            public int read() throws SocketTimeoutException {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws SocketTimeoutException {
                ride.cancellation().cancel(CancelReason.CLIENT_STALLED);
                throw new SocketTimeoutException("planned");
            }
        });

        assertGivenBack(ride, form, 408);
    }

    @ParameterizedTest
    @EnumSource(
            value = CancelReason.class,
            names = {"KILLED", "SHUTDOWN", "CLIENT_GONE"})
    void aFormWhoseRideWasStoppedIsGivenBack(CancelReason reason) {
        Ride ride = ride();
        InputStream form = form(ride, new ByteArrayInputStream(new byte[] {'-', '-', 'x'}));
        ride.cancellation().cancel(reason);

        assertGivenBack(ride, form, 503);
    }
}
