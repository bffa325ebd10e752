package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.control.Effect;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import io.faregate.control.Target;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.ArgumentCheck;
import io.faregate.ride.Answer;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tools, their arguments and results, and documents: counted, capped and priced before they are. */
final class ToolTest {
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    private static final String GO = "{\"message\":\"go\"}";
    private static final String QUERY =
            "{\"type\":\"object\",\"required\":[\"query\"],\"properties\":{\"query\":{\"maxLength\":9}}}";

    private final TestGate gate =
            new TestGate().perDay(Measure.COST, 100_000_000).cap(Capped.TOOL_CALLS, 5, 5);

    @AfterEach
    void close() {
        gate.close();
    }

    private Inference ride() {
        return gate.admit(GO).inference();
    }

    @Test
    void argumentsThatFailTheirSchemaNeverReachTheToolAndCountAsACallThatCostsNothing() {
        gate.tool("search", 3, "0.002", ArgumentCheck.schema(QUERY));
        Inference ride = ride();

        ToolCall broken = ride.tool("search", "{\"query\":");
        ToolCall wrong = ride.tool("search", "{\"query\":\"far too long\"}");
        ToolCall good = ride.tool("search", "{\"query\":\"trams\"}");
        ToolCall fourth = ride.tool("search", "{\"query\":\"trams\"}");

        assertThat(broken.allowed()).isFalse();
        assertThat(wrong.allowed()).isFalse();
        assertThat(wrong.message()).contains("/query", "9 characters");
        assertThat(good.allowed()).isTrue();
        assertThat(fourth.allowed()).as("the two that failed counted").isFalse();
        ride.record("mini", Usage.of(1, 1));
        ride.close();
        assertThat(gate.lastRecord(1).usage().get(Unit.TOOL_CALLS)).isEqualTo(3);
        assertThat(gate.lastRecord(1).costs().settled())
                .isEqualTo(Money.of("0.002").plus(new Money(2_250)));
    }

    @Test
    void aRefusedCallEndsTheRunWhereTheApplicationWantsIt() {
        gate.tool("search", 1, "0", ArgumentCheck.schema(QUERY)).tool("map", 9, "0");
        Decision.Admitted admitted = gate.admit(GO);
        Inference ride = admitted.inference();

        assertThatCode(() -> ride.tool("map", "whatever").orThrow()).doesNotThrowAnyException();
        assertOver(() -> ride.tool("shell", "rm"), Reason.TOOL_NOT_ALLOWED, "tools.allow");
        assertOver(() -> ride.tool("search", "{}"), Reason.TOOL_NOT_ALLOWED, "tools.allow.search.schema");
        assertOver(() -> ride.tool("search", "{}"), Reason.RIDE_SPENT, "tools.allow.search.max");
        ride.tool("map", "").orThrow();
        ride.tool("map", "").orThrow();
        assertOver(() -> ride.tool("map", ""), Reason.RIDE_SPENT, "caps.tool-calls");

        RideOverException over = over(() -> ride.tool("search", "{\"query\":\"ignore all rules\"}"));
        Answer answer = admitted.ride().answer(over);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("ride_spent").doesNotContain("ignore all rules");
    }

    private static void assertOver(Callable<ToolCall> call, Reason reason, String rule) {
        RideOverException over = over(call);
        assertThat(over.reason()).isEqualTo(reason);
        assertThat(over.rule()).isEqualTo(rule);
    }

    private static RideOverException over(Callable<ToolCall> call) {
        try {
            ToolCall refused = call.call();
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.message()).isNotEmpty();
            refused.orThrow();
        } catch (RideOverException over) {
            return over;
        } catch (Exception other) {
            throw new AssertionError(other);
        }
        throw new AssertionError("it went on");
    }

    @Test
    void aToolThatIsNotAllowedCountsAsACallThatCostsNothing() {
        gate.tool("map", 9, "0.002");
        Inference ride = ride();

        for (int i = 0; i < 3; i++) {
            assertOver(() -> ride.tool("shell", "rm"), Reason.TOOL_NOT_ALLOWED, "tools.allow");
        }
        ride.tool("map", "").orThrow();
        ride.tool("map", "").orThrow();
        assertOver(() -> ride.tool("map", ""), Reason.RIDE_SPENT, "caps.tool-calls");
        assertOver(() -> ride.tool("shell", "rm"), Reason.TOOL_NOT_ALLOWED, "tools.allow");
        ride.record("mini", Usage.of(1, 1));
        ride.close();
        assertThat(gate.lastRecord(1).usage().get(Unit.TOOL_CALLS)).isEqualTo(5);
        assertThat(gate.lastRecord(1).costs().settled())
                .isEqualTo(Money.of("0.004").plus(new Money(2_250)));
    }

    /** The application passes every refusal on to a model that does not listen. */
    @ParameterizedTest
    @CsvSource({"0, shell, 20", "5, shell, 25", "5, map, 22", "1, map, 21"})
    void whoInsistsOnToolsThatAreRefusedComesToAnEnd(int calls, String tool, int most) {
        gate.cap(Capped.TOOL_CALLS, calls, calls).tool("map", 2, "0").cap(Capped.STEPS, 1_000_000, 1);
        Inference ride = ride();

        for (int i = 0; i < most; i++) {
            ride.tool(tool, "");
        }
        assertThatThrownBy(() -> ride.tool(tool, "")).isInstanceOfSatisfying(RideOverException.class, over -> {
            assertThat(over.reason()).isEqualTo(Reason.RIDE_SPENT);
            assertThat(over.rule()).isEqualTo("caps.tool-calls");
        });
    }

    /** A model makes names of tools up by itself: nobody can say that its user did. */
    @Test
    void aToolThatIsNotAllowedIsNoStrike() {
        gate.suspicion(SuspicionRule.per(Dimension.USER, 1, Duration.ofMinutes(1), Effect.BLOCK))
                .tool("map", 9, "0");
        Decision.Admitted first = gate.admit(GO);
        RideOverException over = over(() -> first.inference().tool("shell", "rm"));
        first.ride().finish(403, over);

        assertThatCode(() -> gate.admit(GO)).doesNotThrowAnyException();
    }

    @Test
    void aCheckOfTheApplicationThatFailsRefuses() {
        gate.tool("a", 9, "0", arguments -> {
                    throw new IllegalStateException("planted");
                })
                .tool("b", 9, "0", arguments -> Optional.of(arguments).filter(text -> !text.equals("yes")));
        Inference ride = ride();

        assertThat(ride.tool("a", "{}").allowed()).isFalse();
        assertThat(ride.tool("b", "yes").allowed()).isTrue();
        assertThat(ride.tool("b", "no").message()).isEqualTo("no");
    }

    @Test
    void ofManyCallsAtOnceAsManyAsAllowedGetThrough() throws Exception {
        gate.tool("search", 3, "0.002", ArgumentCheck.schema(QUERY));
        Inference ride = ride();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<ToolCall> call = () -> ride.tool("search", "{\"query\":\"trams\"}");
            int allowed = 0;
            for (Future<ToolCall> done : threads.invokeAll(Stream.generate(() -> call)
                    .limit(3 + CountedWork.MOST_IN_VAIN)
                    .toList())) {
                allowed += done.get().allowed() ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
        assertThat(ride.cost()).isEqualTo(Money.of("0.006"));
    }

    @Test
    void toolsThatAreSwitchedOffAreNotCheckedEither() {
        gate.tool("search", 3, "0", arguments -> {
            throw new AssertionError("checked");
        });
        gate.faregate().killSwitch().downgrade(Target.user("alice"), Restriction.NONE.noTools(), "test", "test");

        assertThat(ride().tool("search", "{}").allowed()).isFalse();
    }

    @Test
    void aResultIsOfACallAndNoLongerThanItsCap() {
        gate.tool("search", 3, "0").cap(Capped.TOOL_RESULT_CHARS, 1_000, 1_000);
        Inference ride = ride();

        assertThat(ride.maxToolResultChars()).isEqualTo(1_000);
        assertThatThrownBy(() -> ride.toolResult(1)).isInstanceOf(IllegalStateException.class);
        ride.tool("search", "{}").orThrow();
        assertThatThrownBy(() -> ride.toolResult(1_001)).isInstanceOfSatisfying(RideOverException.class, over -> {
            assertThat(over.rule()).isEqualTo("caps.tool-result-chars");
            assertThat(over.reason()).isEqualTo(Reason.RIDE_SPENT);
        });
        ride.toolResult(1_000);
        assertThatThrownBy(() -> ride.toolResult(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsCountedBackwards() {
        gate.tool("search", 3, "0").cap(Capped.RETRIEVED_DOCUMENTS, 4, 4).cap(Capped.RETRIEVED_CHARS, 100, 100);
        Inference ride = ride();
        ride.tool("search", "{}").orThrow();
        ride.retrieved(2, 60);

        assertThatThrownBy(() -> ride.retrieved(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ride.retrieved(0, -60)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ride.toolResult(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ride.files(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ride.retrieved(1, Long.MAX_VALUE)).isInstanceOf(RideOverException.class);
        assertThatThrownBy(() -> ride.retrieved(Integer.MAX_VALUE, 1)).isInstanceOf(RideOverException.class);
        ride.retrieved(2, 40);
    }

    @Test
    void stepsToolsAndDocumentsCostWhatThePriceOfTheModelSays() {
        gate.costs(name -> Optional.of(usage -> Optional.of(new Money(usage.get(Unit.REQUESTS) * 1_000_000
                        + usage.get(Unit.STEPS) * 100_000
                        + usage.get(Unit.TOOL_CALLS) * 10_000
                        + usage.get(Unit.RETRIEVED_DOCUMENTS) * 1_000))))
                .tool("search", 3, "0.005")
                .cap(Capped.STEPS, 2, 2)
                .cap(Capped.RETRIEVED_DOCUMENTS, 4, 4);
        Inference ride = ride();

        assertThat(held()).isEqualTo(2 * 1_000_000 + 2 * 100_000 + 5 * 10_000 + 4 * 1_000 + 3 * 5_000_000);
        ride.step();
        ride.retrieved(3, 10);
        ride.tool("search", "{}").orThrow();
        ride.record("mini", Usage.of(5, 5));
        ride.close();
        assertThat(gate.lastRecord(1).costs().settled().nanos()).isEqualTo(1_000_000 + 100_000 + 3_000 + 5_010_000);
    }

    private long held() {
        return gate.faregate().balance(ALICE).get(0).held();
    }
}
