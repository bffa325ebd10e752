package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faregate.body.Capped;
import io.faregate.body.ResponseMeter;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application that calls its provider by itself, and writes what comes: its response is counted while it streams. */
@Timeout(30)
final class OwnReplyTest {
    private static final String STREAM =
            "{\"model\":\"mini\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    /** Eighty bytes: ten tokens at least. */
    private static final String TEN_TOKENS =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(80) + "\"}}]}\n\n";

    private final TestGate gate = new TestGate().dialect("openai-chat").cap(Capped.OUTPUT_TOKENS, 100, 100);
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void aReplyWithinItsHoldIsLeftAlone() throws IOException {
        gate.perDay(Measure.COST, 10_000_000);
        Ride ride = gate.admit(STREAM).ride();

        assertThat(written(ride, 9)).isNull();

        UsageRecord record = ended(ride);
        assertThat(client.toString(StandardCharsets.UTF_8)).isEqualTo(TEN_TOKENS.repeat(9));
        assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(record.outcome().status()).isEqualTo("completed");
    }

    @Test
    void whatGoesBeyondTheHoldIsToppedUp() throws IOException {
        gate.perDay(Measure.COST, 10_000_000);
        Ride ride = gate.admit(STREAM).ride();
        Money held = ride.account().heldCost();

        assertThat(written(ride, 14)).isNull();

        UsageRecord record = ended(ride);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(150);
        assertThat(record.costs().held()).isGreaterThan(held);
        assertThat(record.costs().settled()).isLessThanOrEqualTo(record.costs().held());
    }

    @Test
    void itEndsWhereTheMoneyDoes() throws IOException {
        // enough for the prompt, and a hundred and twenty tokens of the reply
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Ride ride = gate.admit(STREAM).ride();

        RideOverException over = written(ride, 40);

        assertThat(over).isNotNull();
        assertThat(over.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(ride.lastWords(over, "text/event-stream").map(words -> new String(words, StandardCharsets.UTF_8)))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("event: error\ndata: {").contains("insufficient_quota"));
        assertThat(client.toString(StandardCharsets.UTF_8)).isEqualTo(TEN_TOKENS.repeat(10));
        assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
        ride.finish(200, over);
        UsageRecord record = gate.lastRecord(1);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(100);
        assertThat(record.outcome().reason()).isEqualTo("budget_spent");
    }

    @Test
    void itIsPaidForEvenWhenTheClientIsToldByAStatus() throws IOException {
        Ride ride = gate.admit(STREAM).ride();

        RideOverException over = written(ride, 40);
        ride.finish(403, over);

        UsageRecord record = gate.lastRecord(1);
        assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(200);
    }

    @Test
    void itEndsBehindALineHoweverItIsWritten() throws IOException {
        byte[] all = TEN_TOKENS.repeat(40).getBytes(StandardCharsets.UTF_8);
        for (int size : new int[] {1, 7, 64, 1_000}) {
            client.reset();
            Ride ride = gate.admit(STREAM).ride();
            RideOverException over = null;
            for (int at = 0; over == null && at < all.length; at += size) {
                over = passed(ride, all, at, Math.min(size, all.length - at));
            }

            assertThat(over).isNotNull();
            assertThat(client.toString(StandardCharsets.UTF_8)).endsWith("\n");
            ride.finish(200, over);
        }
    }

    @Test
    void callsOfTheRidePayForThemselves() throws IOException {
        Ride ride = gate.admit(STREAM).ride();
        written(ride, 5);
        ProviderCall call = ProviderCall.begin(
                ride.inference(),
                URI.create("http://127.0.0.1:1/v1/chat/completions"),
                STREAM.getBytes(StandardCharsets.UTF_8));

        assertThat(written(ride, 100)).isNull();

        call.ended();
        ride.inference().record("mini", Usage.of(10, 20));
        assertThat(ended(ride).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(20);
    }

    @Test
    void whatIsOnlyObservedIsNotEnded() throws IOException {
        gate.mode(Mode.OBSERVE);
        Ride ride = gate.admit(STREAM).ride();

        assertThat(written(ride, 100)).isNull();
    }

    @Test
    void theApplicationsThreadsHearWhichLimitEndedItAndHowToGoOn() {
        gate.perDay(Measure.COST, 120 * 2_000 + 60 * 250);
        Ride ride = gate.admit(STREAM).ride();
        written(ride, 40);

        RideOverException heard = catchThrowableOfType(
                RideOverException.class, () -> ride.inference().cancellation().throwIfCancelled());

        assertThat(heard.reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(heard.rule()).isEqualTo("limits[0]");
        assertThat(heard)
                .hasMessage("The reply ends behind the 100 output tokens that are held for it. The budget per user per"
                        + " day leaves no more for this request. A shorter reply may fit.");
        ride.finish(200, heard);
    }

    /** Writes pieces of ten tokens; what ended them, or null. */
    private @Nullable RideOverException written(Ride ride, int pieces) {
        byte[] piece = TEN_TOKENS.getBytes(StandardCharsets.UTF_8);
        RideOverException over = null;
        for (int i = 0; over == null && i < pieces; i++) {
            over = passed(ride, piece, 0, piece.length);
        }
        return over;
    }

    private @Nullable RideOverException passed(Ride ride, byte[] bytes, int offset, int length) {
        ResponseMeter meter = ride.responseMeter("text/event-stream", "");
        return catchThrowableOfType(RideOverException.class, () -> meter.pass(bytes, offset, length, client));
    }

    private UsageRecord ended(Ride ride) throws IOException {
        ride.responseMeter("text/event-stream", "").end(client);
        ride.finish(200, null);
        return gate.lastRecord(1);
    }
}
