package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.body.ToldPrompt;
import io.faregate.budget.Measure;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ToldCallTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    /** Five bytes, one message, and the frame around both. */
    private static final Prompt PROMPT = new ToldPrompt(List.of("hello"), 1, 0, 0);

    private static final long PROMPT_TOKENS = 5 + 16 * 2;

    private final TestGate gate = new TestGate().cap(Capped.OUTPUT_TOKENS, 100, 100);

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void whatIsReportedIsChargedAndTaughtOnce() {
        AtomicLong billed = new AtomicLong();
        gate.tokens(learning(billed));
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());
        call.reported(Usage.of(12, 34));
        call.ended();
        call.ended();

        assertCharged(ride, UsageSource.PROVIDER, 12, 34);
        assertThat(billed).hasValue(12);
    }

    private static TokenEstimator learning(AtomicLong billed) {
        return new TokenEstimator() {
            @Override
            public long promptTokens(String model, Prompt prompt) {
                return TokenEstimator.utf8Bytes().promptTokens(model, prompt);
            }

            @Override
            public LongConsumer bill(String model, long estimated) {
                return billed::addAndGet;
            }
        };
    }

    @Test
    void isHeldByItsOwnPromptAndModel() {
        Inference ride = ride();
        ToldCall.begin(ride, "large", new ToldPrompt(List.of("x".repeat(1_000)), 1, 0, 0), OptionalLong.of(50));

        assertThat(ride.cost()).isEqualTo(new Money((1_000 + 32) * 1_250 + 50 * 10_000));
    }

    @Test
    void outputIsLoweredToWhatTheRideHasLeft() {
        Inference ride = ride();

        assertThat(begin(ride, OptionalLong.of(30)).maxOutputTokens()).isEqualTo(30);
        assertThat(begin(ride, OptionalLong.of(900)).maxOutputTokens()).isEqualTo(70);
        assertThatThrownBy(() -> begin(ride, OptionalLong.empty()))
                .isInstanceOfSatisfying(
                        RideOverException.class,
                        over -> assertThat(over.reason()).isEqualTo(Reason.RIDE_SPENT));
    }

    @Test
    void doesNotBeginOnceCancelledOrSettledOrWithoutAPrice() {
        Inference cancelled = ride();
        cancelled.cancellation().cancel(CancelReason.KILLED);
        Inference settled = ride();
        settled.close();

        assertThatThrownBy(() -> begin(cancelled, OptionalLong.empty())).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> begin(settled, OptionalLong.empty())).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> ToldCall.begin(ride(), "unknown", PROMPT, OptionalLong.empty()))
                .isInstanceOf(RideOverException.class);
    }

    @Test
    void whatIsCutIsChargedByItsText() {
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());
        assertThat(call.delivered("h\u00e9")).isTrue();
        assertThat(call.delivered("llo")).isTrue();
        call.ended();

        assertCharged(ride, UsageSource.DELIVERED, PROMPT_TOKENS, 6);
    }

    @Test
    void whatIsCutIsChargedAsHeldWhereMoreWasWrittenThanSeen() {
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());
        call.hidden();
        call.delivered("hello");
        call.ended();

        assertCharged(ride, UsageSource.HOLD, PROMPT_TOKENS, 100);
    }

    @Test
    void soIsAModelThatThinksUnseenByItsPrice() {
        gate.models("thinks")
                .costs(CostTable.builder()
                        .model("thinks", rates -> rates.input("1").output("10").hiddenThinking())
                        .build());
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());
        call.delivered("hello");
        ride.close();

        UsageRecord record = gate.lastRecord(1);
        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(100);
    }

    @Test
    void whatNobodyToldIsChargedAsHeld() {
        Inference ride = ride();
        begin(ride, OptionalLong.empty()).ended();

        assertCharged(ride, UsageSource.HOLD, PROMPT_TOKENS, 100);
    }

    @Test
    void aRefusalAndAConnectionThatWasNotMadeCostNothing() {
        Inference ride = ride();
        begin(ride, OptionalLong.empty()).refused();
        begin(ride, OptionalLong.empty()).failed(new IllegalStateException(new IOException(new ConnectException())));

        assertCharged(ride, UsageSource.NONE, 0, 0);
    }

    @Test
    void anyOtherFailureCostsWhatWasHeld() {
        Inference ride = ride();
        begin(ride, OptionalLong.empty()).failed(new IllegalStateException(new IOException("reset")));

        assertCharged(ride, UsageSource.HOLD, PROMPT_TOKENS, 100);
    }

    @Test
    void aRideThatEndsBooksAndStopsACallThatRuns() {
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());
        call.delivered("hello");

        assertCharged(ride, UsageSource.DELIVERED, PROMPT_TOKENS, 5);

        assertThat(call.cancellation().isCancelled()).isTrue();
    }

    @Test
    void whoHeedsNoMaximumIsEndedAtTwiceOfIt() {
        gate.perDay(Measure.COST, 10_000_000);
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());

        assertThat(call.delivered("x".repeat(8 * 199))).isTrue();
        assertThat(call.delivered("x".repeat(8))).isFalse();
        assertThat(call.cancellation().isCancelled()).isFalse();
        call.ended();

        assertThat(ride.cancellation().reason()).contains(CancelReason.BUDGET_SPENT);
        assertCharged(ride, UsageSource.DELIVERED, PROMPT_TOKENS, 200);
    }

    @Test
    void aStreamEndsWhereTheMoneyDoes() {
        gate.perDay(Measure.COST, (PROMPT_TOKENS + 16) * 250 + 100 * 2_000);
        Inference ride = ride();
        ToldCall call = begin(ride, OptionalLong.empty());

        assertThat(call.delivered("x".repeat(8 * 100 - 1))).isTrue();
        assertThat(call.delivered("x")).isFalse();
    }

    private Inference ride() {
        return gate.admit(HELLO).inference();
    }

    private static ToldCall begin(Inference ride, OptionalLong output) {
        return ToldCall.begin(ride, null, PROMPT, output);
    }

    private void assertCharged(Inference ride, UsageSource source, long input, long output) {
        int before = gate.records.size();
        ride.close();
        UsageRecord record = gate.lastRecord(before + 1);
        assertThat(record.costs().source()).isEqualTo(source);
        assertThat(record.usage().get(Unit.INPUT_TOKENS)).isEqualTo(input);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(output);
        assertThat(record.costs().settled()).isEqualTo(new Money(input * 250 + output * 2_000));
    }
}
