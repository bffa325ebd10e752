package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faregate.body.Capped;
import io.faregate.body.FormBytes;
import io.faregate.body.FormReader;
import io.faregate.body.FormScanner;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.control.Effect;
import io.faregate.control.SuspicionRule;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A form is read behind its admission; what is wrong in it counts as what is wrong in any body. */
final class FormStrikesTest {
    private static final String TYPE = "multipart/form-data; boundary=x";

    private final TestGate gate = new TestGate()
            .path("/v1/audio/transcriptions")
            .dialect("openai-audio")
            .cap(Capped.FILES, 1, 1)
            .cap(Capped.FILE_BYTES, 100, 100)
            .cap(Capped.PROMPT_CHARS, 50, 50)
            .suspicion(SuspicionRule.per(Dimension.USER, 3, Duration.ofMinutes(10), Effect.BLOCK));

    @AfterEach
    void close() {
        gate.close();
    }

    /** What is wrong in a form, and how its reader comes to see it. */
    private enum Wrong {
        FIELD((reader, ride) -> scan(reader, ride, field("isAdmin", "true"))),
        VALUE((reader, ride) -> scan(reader, ride, field("stream", "maybe"))),
        MODEL((reader, ride) -> scan(reader, ride, field("model", "gpt-root"))),
        TEXT((reader, ride) -> scan(reader, ride, field("prompt", "x".repeat(51)))),
        NO_FORM((reader, ride) -> scan(reader, ride, "hello")),
        HEAD((reader, ride) -> scan(reader, ride, "--x\r\nX: y\r\n\r\n")),
        CUT((reader, ride) -> {
            FormBytes form = new FormBytes(ride.caps(), FormScanner.of(TYPE, reader));
            form.saw(new byte[0], 0, -1);
        }),
        TOO_MANY_BYTES((reader, ride) -> reader.checkTotal(ride.caps(), Long.MAX_VALUE)),
        FIELD_OF_A_PART((reader, ride) -> reader.beginField("isAdmin")),
        LARGE_FILE_OF_A_PART((reader, ride) -> {
            reader.beginFile("file", true);
            reader.size(101);
        });

        @SuppressWarnings("ImmutableEnumChecker")
        private final BiConsumer<FormReader, Ride> reading;

        Wrong(BiConsumer<FormReader, Ride> reading) {
            this.reading = reading;
        }
    }

    private static String field(String name, String value) {
        return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n--x--\r\n";
    }

    private static void scan(FormReader reader, Ride ride, String form) {
        byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
        new FormBytes(ride.caps(), FormScanner.of(TYPE, reader)).saw(bytes, 0, bytes.length);
    }

    private Decision ask() {
        return gate.faregate()
                .admit(RideRequest.of("POST", "/v1/audio/transcriptions")
                        .header("Content-Type", TYPE)
                        .user("alice")
                        .build());
    }

    private Ride ride() {
        Decision decision = ask();
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).ride();
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void whatIsWrongInAFormIsOneStrike(Wrong wrong) {
        for (int i = 0; i < 3; i++) {
            Ride ride = ride();
            FormReader reader = ride.form().orElseThrow();
            assertThatExceptionOfType(RideOverException.class)
                    .isThrownBy(() -> wrong.reading.accept(reader, ride))
                    .satisfies(over -> assertThat(over.reason().isStrike()).isTrue());
            // a client's library reads on
            assertThatExceptionOfType(RideOverException.class).isThrownBy(() -> wrong.reading.accept(reader, ride));
            ride.finish(400, null);
        }
        assertThat(((Decision.Refused) ask()).refusal().reason()).isEqualTo(Reason.BLOCKED);
    }

    @Test
    void aFormThatIsInOrderIsNone() {
        for (int i = 0; i < 5; i++) {
            Ride ride = ride();
            scan(ride.form().orElseThrow(), ride, field("prompt", "hello"));
            ride.finish(200, null);
        }
        assertThat(ask()).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void aRouteThatObservesGivesNone() {
        gate.mode(Mode.OBSERVE);
        for (int i = 0; i < 5; i++) {
            Ride ride = ride();
            scan(ride.form().orElseThrow(), ride, field("isAdmin", "true"));
            ride.finish(200, null);
        }
        assertThat(gate.faregate().killSwitch().overrides()).isEmpty();
    }
}
