package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Measure;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held for a request: all that it could use, times everything that multiplies it. Of mini, 250 in and 2,000 out. */
class WorstCaseTest {
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    private static final String CHAT = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]%s}";
    private static final long PROMPT = 10;

    private final TestGate gate = new TestGate()
            .tokens((model, prompt) -> PROMPT)
            .perDay(Measure.COST, 1_000_000_000_000L)
            .cap(Capped.OUTPUT_TOKENS, 800, 500);

    @AfterEach
    void close() {
        gate.close();
    }

    private long held(String json) {
        gate.admit(json);
        return gate.faregate().balance(ALICE).get(0).held();
    }

    private static long price(long in, long out) {
        return in * 250 + out * 2_000;
    }

    @Test
    void eachChoiceIsAReply() {
        gate.dialect("openai-chat").cap(Capped.CHOICES, 4, 1);

        assertThat(held(CHAT.formatted(",\"n\":3,\"max_completion_tokens\":100")))
                .isEqualTo(price(PROMPT, 300));
    }

    @Test
    void choicesAreClampedBeforeTheyMultiply() {
        gate.dialect("openai-chat").cap(Capped.CHOICES, 4, 1);

        assertThat(held(CHAT.formatted(",\"n\":128,\"max_completion_tokens\":100000")))
                .isEqualTo(price(PROMPT, 4 * 800));
    }

    /** Each of some prompts gets as many replies as are asked for: it is their product that the cap bounds. */
    @ParameterizedTest
    @CsvSource({"1,4,4", "2,2,4", "3,1,3", "4,1,4"})
    void repliesToAllPromptsTogetherAreNoMoreThanTheCap(int prompts, int replies, int all) {
        gate.dialect("openai-completions").cap(Capped.CHOICES, 4, 1);
        String list = String.join(",", Collections.nCopies(prompts, "\"a\""));
        Decision.Admitted admitted =
                gate.admit("{\"model\":\"mini\",\"n\":9,\"best_of\":9,\"max_tokens\":100,\"prompt\":[" + list + "]}");

        assertThat(gate.faregate().balance(ALICE).get(0).held()).isEqualTo(price(PROMPT, 100L * all));
        assertThat(new String(admitted.ride().body().orElseThrow(), StandardCharsets.UTF_8))
                .contains("\"n\":" + replies + ",\"best_of\":" + replies + ",");
    }

    @Test
    void candidatesThatNobodySeesAreRefused() {
        gate.dialect("openai-chat");
        for (String field : new String[] {"best_of", "candidateCount", "candidate_count", "num_return_sequences"}) {
            assertThat(gate.refuse(CHAT.formatted(",\"" + field + "\":20"))
                            .refusal()
                            .reason())
                    .as(field)
                    .isEqualTo(Reason.FIELD_NOT_ALLOWED);
        }
        assertThat(gate.faregate().balance(ALICE).get(0).held()).isZero();
    }

    @Test
    void eachStepReadsAllThatWasWrittenBefore() {
        gate.cap(Capped.STEPS, 3, 1);

        assertThat(held("{\"message\":\"hi\",\"maxSteps\":9,\"maxOutputTokens\":100}"))
                .isEqualTo(price(3 * PROMPT + (1 + 2) * 100, 300));
    }

    /** Each step reads the documents again: it is the product of both that is held, and each is lowered before. */
    @Test
    void stepsAndDocumentsAreBothLoweredBeforeTheyMultiply() {
        gate.costs(CostTable.builder()
                        .model("mini", rates -> rates.input("0.25").output("2").each(Unit.RETRIEVED_DOCUMENTS, "0.001"))
                        .build())
                .cap(Capped.STEPS, 3, 1)
                .cap(Capped.RETRIEVED_DOCUMENTS, 6, 4)
                .cap(Capped.RETRIEVED_CHARS, 500, 500);
        Decision.Admitted admitted = gate.admit("{\"message\":\"hi\",\"maxSteps\":1000000000,"
                + "\"retrievalLimit\":1000000000,\"maxOutputTokens\":100}");
        Inference ride = admitted.inference();

        assertThat(gate.faregate().balance(ALICE).get(0).held())
                .isEqualTo(price(3 * (PROMPT + 500) + (1 + 2) * 100, 300)
                        + Money.of("0.006").nanos());
        assertThat(new String(admitted.ride().body().orElseThrow(), StandardCharsets.UTF_8))
                .contains("\"maxSteps\":3,\"retrievalLimit\":6,");
        for (int step = 0; step < 3; step++) {
            ride.step();
            ride.retrieved(2, 160);
            ride.record("mini", Usage.of(PROMPT + 160L * (step + 1), 100));
        }
        assertSpent(() -> ride.retrieved(1, 0), "caps.retrieved-documents");
        assertSpent(() -> ride.retrieved(0, 21), "caps.retrieved-chars");
        assertThat(ride.cost().nanos())
                .isLessThan(gate.faregate().balance(ALICE).get(0).held());
        assertSpent(ride::step, "caps.steps");
    }

    private static void assertSpent(ThrowingCallable call, String rule) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RideOverException.class, over -> {
            assertThat(over.reason()).isEqualTo(Reason.RIDE_SPENT);
            assertThat(over.rule()).isEqualTo(rule);
        });
    }

    @Test
    void theDearestToolsAreHeldAsOftenAsTheyMayBeCalled() {
        gate.cap(Capped.TOOL_CALLS, 5, 5).tool("search", 3, "0.002").tool("map", 9, "0.001");

        assertThat(held("{\"message\":\"hi\",\"maxOutputTokens\":100}"))
                .isEqualTo(price(PROMPT, 100) + Money.of("0.008").nanos());
    }

    @Test
    void aRideThatUsesLessGetsTheRestBack() {
        gate.cap(Capped.STEPS, 3, 3);
        Inference ride = gate.admit("{\"message\":\"hi\"}").inference();
        ride.record("mini", Usage.of(PROMPT, 7));
        ride.close();

        assertThat(gate.faregate().balance(ALICE).get(0))
                .matches(balance -> balance.held() == 0 && balance.spent() == price(PROMPT, 7));
    }
}
