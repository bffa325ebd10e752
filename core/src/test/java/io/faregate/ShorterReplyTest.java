package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.budget.Measure;
import io.faregate.control.Target;
import io.faregate.cost.TokenEstimator;
import io.faregate.policy.ModelPolicy;
import io.faregate.policy.ModelPolicy.Downgrade;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Money that is short for a full reply, on a route that takes a shorter one. One token out costs 2,000. */
class ShorterReplyTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    private static final long TOKEN = 2_000;
    private static final long PROMPT = prompt();

    /** What the prompt alone holds. */
    private static long prompt() {
        try (TestGate gate = gate(1_000_000_000)) {
            gate.admit(HELLO);
            return held(gate) - 500 * TOKEN;
        }
    }

    private static TestGate gate(long money) {
        return new TestGate()
                .cap(Capped.OUTPUT_TOKENS, 800, 500)
                .model(new ModelPolicy("mini", null, List.of(), Map.of(), null, 100))
                .perDay(Measure.COST, money);
    }

    private static long held(TestGate gate) {
        return gate.faregate().balance(ALICE).get(0).held();
    }

    private static String body(Decision.Admitted admitted) {
        return new String(admitted.ride().body().orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void theReplyIsShortenedToExactlyWhatTheMoneyHolds() {
        long left = PROMPT + 300 * TOKEN + TOKEN - 1;
        try (TestGate gate = gate(PROMPT + 500 * TOKEN + left)) {
            gate.admit(HELLO);
            Decision.Admitted shorter = gate.admit(HELLO);

            assertThat(shorter.inference().maxOutputTokens()).isEqualTo(300);
            assertThat(body(shorter)).contains("\"maxOutputTokens\":300");
            assertThat(held(gate)).isEqualTo(2 * PROMPT + 800 * TOKEN);
        }
    }

    /** The one that is blocked stands before or behind the one that the money is short for. */
    @Test
    void aBlockedModelDoesNotHideTheShorterReplyOfAnother() {
        ModelPolicy.Downgrade ladder = new ModelPolicy.Downgrade(100, List.of("mini"));
        for (String blocked : List.of("mini", "large")) {
            try (TestGate gate =
                    gate(PROMPT + 300 * TOKEN).model(new ModelPolicy(null, "large", List.of(), Map.of(), ladder, 1))) {
                gate.faregate().killSwitch().block(Target.model(blocked), "x", "ops");

                assertThat(gate.admit(HELLO).inference().model()).isEqualTo(blocked.equals("mini") ? "large" : "mini");
            }
        }
    }

    /** A counter may take a good part of a second over a hostile prompt. */
    @Test
    void thePromptIsCountedOnceHoweverOftenTheReplyIsMeasured() {
        AtomicInteger counted = new AtomicInteger();
        TokenEstimator counting = (model, prompt) -> 10L + counted.incrementAndGet();
        try (TestGate gate = gate(200_000 * TOKEN).tokens(counting)) {
            gate.admit(HELLO);
        }
        try (TestGate gate = gate(300 * TOKEN).tokens(counting)) {
            gate.admit(HELLO);
        }

        assertThat(counted).hasValue(2);
    }

    @Test
    void aReplyTooShortToBeOfUseIsRefused() {
        try (TestGate gate = gate(PROMPT + 100 * TOKEN)) {
            assertThat(gate.admit(HELLO).inference().maxOutputTokens()).isEqualTo(100);
        }
        try (TestGate gate = gate(PROMPT + 100 * TOKEN - 1)) {
            assertThat(gate.refuse(HELLO).refusal().reason()).isEqualTo(Reason.BUDGET_SPENT);
            assertThat(held(gate)).isZero();
        }
    }

    @Test
    void whoAskedForLessThanThatIsNotGivenMore() {
        try (TestGate gate = gate(PROMPT + 40 * TOKEN)) {
            assertThat(gate.refuse("{\"message\":\"hello\",\"maxOutputTokens\":50}")
                            .refusal()
                            .reason())
                    .isEqualTo(Reason.BUDGET_SPENT);
        }
    }

    @Test
    void aCheaperModelComesBeforeAShorterReply() {
        ModelPolicy both = new ModelPolicy(null, "large", List.of(), Map.of(), new Downgrade(100, "mini"), 100);
        try (TestGate gate = gate(PROMPT + 500 * TOKEN).model(both)) {
            Inference inference = gate.admit(HELLO).inference();
            assertThat(inference.model()).isEqualTo("mini");
            assertThat(inference.maxOutputTokens()).isEqualTo(500);
        }
        try (TestGate gate = gate(PROMPT + 400 * TOKEN).model(both)) {
            Inference inference = gate.admit(HELLO).inference();
            assertThat(inference.model()).isEqualTo("mini");
            assertThat(inference.maxOutputTokens()).isEqualTo(400);
        }
    }

    @Test
    void manyAtOnceNeverHoldMoreThanThereIs() throws Exception {
        long money = 10 * PROMPT + 2_500 * TOKEN;
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try (TestGate gate = gate(money)) {
            gate.faregate();
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> all = IntStream.range(0, 32)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return gate.ask(HELLO);
                    }))
                    .toList();
            start.countDown();
            for (Future<?> each : all) {
                each.get();
            }
            assertThat(held(gate)).isBetween(money - PROMPT - 100 * TOKEN, money);
        } finally {
            threads.shutdownNow();
        }
    }
}
