package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faregate.body.Capped;
import io.faregate.body.ResponseMeter;
import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replies in a shape that only the application knows: one without end is noticed, one as it should be is left alone. */
@Timeout(30)
final class OwnShapeTest {
    private static final String ASKED = "{\"message\":\"hello\",\"maxOutputTokens\":100}";
    private static final String EVENTS = "text/event-stream;charset=utf-8";

    private final TestGate gate = new TestGate().cap(Capped.OUTPUT_TOKENS, 100, 100);
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        gate.close();
    }

    /** How applications write a token. */
    private enum Shape {
        PLAIN(EVENTS, "data: %s\n\n"),
        TYPED(EVENTS, "event: delta\ndata: {\"type\":\"delta\",\"text\":\"%s\"}\n\n"),
        OF_A_PROVIDER(
                EVENTS,
                "data: {\"id\":\"chatcmpl-0123456789abcdefghij\",\"object\":\"chat.completion.chunk\","
                        + "\"created\":1700000000,\"model\":\"mini-2026-01-01\",\"choices\":[{\"index\":0,\"delta\":"
                        + "{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n"),
        /** Times and ids are new in each event. */
        WITH_IDS(
                EVENTS,
                "data: {\"id\":\"evt_#_0123456789abcdef0123456789abcdef\",\"at\":\"2026-11-27T08:00:00.#Z\","
                        + "\"text\":\"%s\"}\n\n"),
        LINES("application/x-ndjson", "{\"type\":\"delta\",\"parts\":[\"%s\"]}\n");

        private final String type;
        private final String around;

        Shape(String type, String around) {
            this.type = type;
            this.around = around;
        }

        /** Four bytes, as a token of English has, and others than the last. */
        String token(int number) {
            return around.replace("#", "" + number).replace("%s", "gat" + (char) ('a' + number % 26));
        }
    }

    private @Nullable RideOverException written(Ride ride, String type, String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        ResponseMeter meter = ride.responseMeter(type, "");
        return catchThrowableOfType(RideOverException.class, () -> meter.pass(bytes, 0, bytes.length, client));
    }

    private @Nullable RideOverException written(Ride ride, Shape shape, int tokens) {
        return IntStream.range(0, tokens)
                .mapToObj(shape::token)
                .map(piece -> written(ride, shape.type, piece))
                .filter(over -> over != null)
                .findFirst()
                .orElse(null);
    }

    private UsageRecord ended(Ride ride, Shape shape) throws IOException {
        ride.responseMeter(shape.type, "").end(client);
        ride.finish(200, null);
        return gate.lastRecord(1);
    }

    @ParameterizedTest
    @EnumSource
    void aReplyAsLongAsItWasAskedForIsLeftAloneAndChargedAsHeld(Shape shape) throws IOException {
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Ride ride = gate.admit(ASKED).ride();
        Money held = ride.account().heldCost();

        assertThat(written(ride, shape, 100)).isNull();

        UsageRecord record = ended(ride, shape);
        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.costs().settled()).isEqualTo(held);
        assertThat(client.toString(StandardCharsets.UTF_8)).contains("gata", "gatb");
    }

    @ParameterizedTest
    @EnumSource
    void moreIsHeldForALongerOne(Shape shape) throws IOException {
        gate.perDay(Measure.COST, 10_000_000);
        Ride ride = gate.admit(ASKED).ride();
        Money held = ride.account().heldCost();

        assertThat(written(ride, shape, 300)).isNull();

        UsageRecord record = ended(ride, shape);
        assertThat(record.costs().held()).isGreaterThan(held);
        assertThat(record.costs().settled()).isEqualTo(record.costs().held());
    }

    @ParameterizedTest
    @EnumSource
    void oneWithoutEndIsEndedWhereTheMoneyIs(Shape shape) {
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Ride ride = gate.admit(ASKED).ride();

        RideOverException over = written(ride, shape, 1_000);

        assertThat(over).isNotNull();
        assertThat(over.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(over.rule()).isEqualTo("limits[0]");
        assertThat(ride.lastWords(over, shape.type).map(words -> new String(words, StandardCharsets.UTF_8)))
                .hasValueSatisfying(words -> assertThat(words)
                        .startsWith(shape == Shape.LINES ? "{" : "event: error\ndata: {")
                        .contains("\"reason\":\"budget_spent\""));
        assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
        ride.finish(200, over);
        assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.HOLD);
    }

    @ParameterizedTest
    @EnumSource
    void oneWithoutEndIsEndedAtTwiceWhatWasAskedForWhateverMoneyThereIs(Shape shape) {
        gate.perDay(Measure.COST, 1_000_000_000);
        Ride ride = gate.admit(ASKED).ride();

        RideOverException over = written(ride, shape, 1_000);

        assertThat(over).isNotNull();
        assertThat(over.rule()).isEqualTo("caps.output-tokens");
        ride.finish(200, over);
        assertThat(gate.lastRecord(1).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(200);
    }

    /** What an answer is drawn from may be shown in the same stream. */
    @Test
    void longDocumentsInFrontOfAReplyAreNoReply() {
        Ride ride = gate.admit(ASKED).ride();
        String sources = "data: {\"sources\":[{\"title\":\"a\",\"text\":\"" + "x".repeat(20_000) + "\"}]}\n\n";

        assertThat(written(ride, EVENTS, sources)).isNull();
        assertThat(written(ride, Shape.TYPED, 100)).isNull();
        ride.finish(200, null);
    }

    @Test
    void anAnswerThatIsNoStreamIsNotCounted() {
        Ride ride = gate.admit(ASKED).ride();

        assertThat(written(ride, "application/json", "{\"report\":\"" + "x".repeat(100_000) + "\"}"))
                .isNull();
        ride.finish(200, null);
    }

    @Test
    void whatTheApplicationRecordsIsWhatItCosts() throws IOException {
        Ride ride = gate.admit(ASKED).ride();
        ride.inference().record("mini", Usage.of(10, 20));

        assertThat(written(ride, Shape.TYPED, 1_000)).isNull();

        assertThat(ended(ride, Shape.TYPED).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(20);
    }
}
