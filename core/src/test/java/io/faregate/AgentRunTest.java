package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageSource;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One hold for a whole run of an agent. Of mini, 250 in and 2,000 out: a prompt of 10, documents of 1,000, three replies
 * of 100, and two results of 500 that may both come in the first step.
 */
@Timeout(30)
final class AgentRunTest {
    private static final Caller ALICE = new Caller("alice", "alice", "free", "127.0.0.1", Map.of());
    private static final String GO = "{\"message\":\"go\",\"maxSteps\":3}";
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"go\"}]}";
    private static final long PROMPT = 10;
    /** What the three calls read when everything comes as early as it can, in tokens. */
    private static final List<Long> READ = List.of(1_010L, 2_110L, 2_210L);

    private static final long RUN = (1_010 + 2_110 + 2_210) * 250 + 3 * 100 * 2_000;

    private final Queue<Long> estimates = new ConcurrentLinkedQueue<>(List.of(PROMPT));
    private final TestGate gate = new TestGate()
            .tokens((model, prompt) -> estimates.isEmpty() ? PROMPT : estimates.remove())
            .cap(Capped.STEPS, 3, 3)
            .cap(Capped.OUTPUT_TOKENS, 100, 100)
            .cap(Capped.RETRIEVED_DOCUMENTS, 4, 4)
            .cap(Capped.RETRIEVED_CHARS, 1_000, 1_000)
            .cap(Capped.TOOL_CALLS, 2, 2)
            .cap(Capped.TOOL_RESULT_CHARS, 500, 500)
            .tool("search", 2, "0");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        gate.close();
    }

    private Balance money() {
        return gate.faregate().balance(ALICE).get(0);
    }

    private static String reply(long in, long out) {
        return "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + in + ",\"completion_tokens\":" + out + "}}";
    }

    /** A provider that bills one pair of tokens after the other. */
    private static FakeProvider billing(List<long[]> bills) {
        return new FakeProvider(bills.stream()
                .map(bill -> Reply.json(200, reply(bill[0], bill[1])))
                .toArray(Reply[]::new));
    }

    @Test
    void aRunIsHeldForAllThatItsStepsReadAgain() {
        gate.perDay(Measure.COST, RUN);

        gate.admit(GO);

        assertThat(money().held()).isEqualTo(RUN);
        assertThat(gate.refuse(GO).refusal().reason()).isEqualTo(Reason.BUDGET_SPENT);
    }

    @Test
    void aRunThatUsesAllThatIsHeldFitsToTheToken() throws Exception {
        gate.perDay(Measure.COST, RUN);
        Inference ride = gate.admit(GO).inference();
        try (FakeProvider provider =
                billing(READ.stream().map(read -> new long[] {read, 100}).toList())) {
            ride.retrieved(4, 1_000);
            for (long read : READ) {
                ride.step();
                estimates.add(read);
                ride.call(client, provider.post(CALL), BodyHandlers.discarding());
                assertThat(money().held()).as("one hold, drawn down").isEqualTo(RUN);
                if (read == READ.get(0)) {
                    ride.tool("search", "{}").orThrow();
                    ride.toolResult(500);
                    ride.tool("search", "{}").orThrow();
                    ride.toolResult(500);
                }
            }
            assertThatThrownBy(ride::step).isInstanceOf(RideOverException.class);
            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.discarding()))
                    .isInstanceOf(RideOverException.class);
        }
        ride.close();

        assertThat(money()).matches(balance -> balance.held() == 0 && balance.spent() == RUN);
        assertThat(gate.lastRecord(1).costs().held()).isEqualTo(new Money(RUN));
    }

    @Test
    void aTokenMoreThanIsHeldIsToppedUpOrRefusedBeforeItIsSent() throws Exception {
        gate.perDay(Measure.COST, RUN + 249);
        Inference ride = gate.admit(GO).inference();
        try (FakeProvider provider =
                billing(READ.stream().map(read -> new long[] {read, 100}).toList())) {
            for (long read : READ.subList(0, 2)) {
                estimates.add(read);
                ride.call(client, provider.post(CALL), BodyHandlers.discarding());
            }
            estimates.add(READ.get(2) + 1);
            assertThatThrownBy(() -> ride.call(client, provider.post(CALL), BodyHandlers.discarding()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.reason()).isEqualTo(Reason.BUDGET_SPENT));
            assertThat(provider.bodies()).hasSize(2);
        }
        ride.close();

        assertThat(money()).matches(balance -> balance.held() == 0 && balance.spent() == RUN - 2_210 * 250 - 200_000);
    }

    @Test
    void whatACallDidNotUseIsThereForTheNext() throws Exception {
        gate.perDay(Measure.COST, RUN);
        Inference ride = gate.admit(GO).inference();
        try (FakeProvider provider = billing(List.of(new long[] {10, 7}, new long[] {17, 293}))) {
            ride.call(client, provider.post(CALL), BodyHandlers.discarding());
            estimates.add(3_000L);
            ride.call(client, provider.post(CALL), BodyHandlers.discarding());
        }
        assertThat(money().held()).isEqualTo(RUN);
        ride.close();

        assertThat(money().spent()).isEqualTo(27 * 250 + 300 * 2_000);
    }

    @Test
    void callsAtTheSameTimeShareTheOutputThatIsLeft() throws Exception {
        gate.perDay(Measure.COST, RUN);
        Inference ride = gate.admit(GO).inference();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (FakeProvider silent = new FakeProvider(Reply.silence())) {
            ExecutorCompletionService<HttpResponse<Void>> calls = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < 8; i++) {
                calls.submit(() -> ride.call(client, silent.post(CALL), BodyHandlers.discarding()));
            }
            for (int i = 0; i < 5; i++) {
                Future<HttpResponse<Void>> refused = calls.take();
                assertThatThrownBy(refused::get).hasCauseInstanceOf(RideOverException.class);
            }
            long asked = 0;
            for (int i = 0; i < 3; i++) {
                asked += asked(silent.bodies().take());
            }
            assertThat(asked).isEqualTo(300);
            assertThat(money().held()).isEqualTo(RUN);
            ride.close();
        } finally {
            threads.shutdownNow();
        }
        assertThat(money().held()).isZero();
    }

    private static long asked(String body) {
        Matcher most = Pattern.compile("\"max_completion_tokens\":(\\d+)").matcher(body);
        assertThat(most.find()).isTrue();
        return Long.parseLong(most.group(1));
    }

    @Test
    void aRunOfCallsThatNobodyCanReadIsChargedTheHold() throws Exception {
        gate.perDay(Measure.COST, RUN + 2);
        Inference ride = gate.admit(GO).inference();
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            HttpRequest unknown = provider.post("/somewhere", "{}");
            for (int i = 0; i < 3; i++) {
                ride.step();
                ride.call(client, unknown, BodyHandlers.discarding());
            }
        }
        ride.close();

        // each share of a third is rounded up
        assertThat(money().spent()).isBetween(RUN, RUN + 2);
    }

    @Test
    void aRunThatReportsItsToolsAndNoCallsIsChargedTheHoldOnce() {
        gate.tool("search", 2, "0.002").perDay(Measure.COST, 1_000_000_000);
        Decision.Admitted admitted = gate.admit(GO);
        admitted.inference().tool("search", "{}").orThrow();
        admitted.inference().tool("search", "{}").orThrow();
        long held = money().held();
        admitted.ride().finish(200, null);

        assertThat(held).isEqualTo(RUN + 4_000_000);
        assertThat(money().spent()).isEqualTo(held);
    }

    @Test
    void capsWithoutMeasureAreRefusedForTheirCostAndNeverWrapAround() {
        long most = 999_999_999_999_999_999L;
        gate.perDay(Measure.COST, Long.MAX_VALUE)
                .cap(Capped.STEPS, most, most)
                .cap(Capped.TOOL_CALLS, most, most)
                .cap(Capped.TOOL_RESULT_CHARS, most, most)
                .cap(Capped.RETRIEVED_CHARS, most, most);

        assertThat(gate.refuse("{\"message\":\"go\",\"maxSteps\":1000000000000000000}")
                        .refusal()
                        .reason())
                .isEqualTo(Reason.CONTENT_TOO_LARGE);
        assertThat(money().held()).isZero();
    }

    @Test
    void aStepTooManyEndsTheRunAndWhatStillWorksForIt() throws Exception {
        try (FakeProvider provider =
                FakeProvider.openEvents("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}")) {
            Inference run = gate.admit(GO).inference();
            HttpRequest streamed = provider.post(CALL.replace("\"model\"", "\"stream\":true,\"model\""));
            InputStream nested =
                    run.call(client, streamed, BodyHandlers.ofInputStream()).body();
            for (int step = 0; step < 3; step++) {
                run.step();
            }

            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(run::step).isInstanceOfSatisfying(RideOverException.class, over -> {
                    assertThat(over.reason()).isEqualTo(Reason.RIDE_SPENT);
                    assertThat(over.rule()).isEqualTo("caps.steps");
                });
            }

            assertThat(run.cancellation().reason()).contains(CancelReason.STEPS_SPENT);
            provider.awaitClosedByClient();
            assertThatThrownBy(nested::readAllBytes).hasRootCauseMessage("the ride was cancelled: STEPS_SPENT");
            assertThatThrownBy(() -> run.call(client, streamed, BodyHandlers.ofString()))
                    .isInstanceOf(RideOverException.class);
            run.close();
            assertThat(gate.lastRecord(1).outcome().reason()).isEqualTo("steps_spent");
            assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.DELIVERED);
        }
    }

    @Test
    void aRunThatWasStoppedBeforeIsToldThatReason() {
        Inference run = gate.admit(GO).inference();
        for (int step = 0; step < 3; step++) {
            run.step();
        }
        run.cancellation().cancel(CancelReason.CLIENT_GONE);

        assertThatThrownBy(run::step)
                .isInstanceOfSatisfying(
                        RideOverException.class,
                        over -> assertThat(over.reason()).isEqualTo(Reason.RIDE_ENDED));
    }
}
