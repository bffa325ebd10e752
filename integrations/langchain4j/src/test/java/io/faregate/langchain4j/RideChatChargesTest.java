package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.integrations.Gate;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call of a model is charged whose HTTP the ride does not see. */
@Timeout(60)
final class RideChatChargesTest {
    private final Gate gate = new Gate("gpt-5-mini");
    private final Inference ride = gate.ride();

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void whatTheProviderReportsIsChargedOnce() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.WHOLE)) {
            assertThat(riding(provider).chat("hello")).isEqualTo("hi");
            riding(provider).chat("hello");

            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
            assertThat(record.usage().get(Unit.INPUT_TOKENS)).isEqualTo(24);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(68);
        }
    }

    @Test
    void callsThatRunAtTheSameTimeAreChargedEach() throws Exception {
        CountDownLatch asked = new CountDownLatch(8);
        Reply together = out -> {
            asked.countDown();
            try {
                asked.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            Reply.json(200, Replies.WHOLE).write(out);
        };
        try (FakeProvider provider = new FakeProvider(together)) {
            ChatModel model = riding(provider);
            ChatRequest some = Models.HELLO.toBuilder().maxOutputTokens(100).build();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            threads.invokeAll(Collections.nCopies(8, () -> model.chat(some)));
            threads.shutdown();

            UsageRecord record = gate.ended(ride);
            assertThat(record.usage().get(Unit.INPUT_TOKENS)).isEqualTo(8 * 12);
            assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(8 * 34);
        }
    }

    @Test
    void whatTheProviderRefusesCostsNothing() throws Exception {
        try (FakeProvider provider = new FakeProvider(
                Reply.json(429, "{}"), Reply.json(500, "{}"), Reply.json(400, "{}"), Reply.json(401, "{}"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(catchThrowable(() -> riding(provider).chat("hello"))).isNotNull();
            }

            assertThat(ride.guardedCalls()).isEqualTo(4);
            UsageRecord record = gate.ended(ride);
            assertThat(record.costs().settled()).isEqualTo(Money.ZERO);
            assertThat(record.costs().source()).isEqualTo(UsageSource.NONE);
        }
    }

    /** A reply that its provider has filtered was written, and is told by a kind of refusal. */
    @Test
    void whatIsFilteredCostsWhatWasHeld() {
        assertThatThrownBy(() -> riding(request -> {
                            throw new ContentFilteredException("I can not say that.");
                        })
                        .chat("hello"))
                .isInstanceOf(ContentFilteredException.class);

        Charges.assertCharged(gate, ride, UsageSource.HOLD, 50);
    }

    @Test
    void whatAnSdkSaysIsInvalidCostsNothing() {
        assertThatThrownBy(() -> riding(request -> {
                            throw new InvalidRequestException("no such field");
                        })
                        .chat("hello"))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(gate.ended(ride).costs().settled()).isEqualTo(Money.ZERO);
    }

    @Test
    void aProviderThatIsNotThereCostsNothing() {
        FakeProvider gone = new FakeProvider(Reply.silence());
        gone.close();

        assertThat(catchThrowable(() -> riding(gone).chat("hello"))).isNotNull();

        assertThat(gate.ended(ride).costs().settled()).isEqualTo(Money.ZERO);
    }

    @Test
    void aConnectionThatBreaksCostsWhatWasHeld() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.hangUp())) {
            assertThat(catchThrowable(() -> riding(provider).chat("hello"))).isNotNull();

            Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
        }
    }

    @Test
    void aReplyThatReportsNothingCostsWhatWasHeld() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, Replies.UNREPORTED)) {
            assertThat(riding(provider).chat("hello")).isEqualTo("hi");

            Charges.assertCharged(gate, ride, UsageSource.HOLD, 800);
        }
    }

    private ChatModel riding(FakeProvider provider) {
        return LangChain4jRide.of(ride).chatModel(Models.plain(provider));
    }

    private ChatModel riding(Function<ChatRequest, ChatResponse> model) {
        return LangChain4jRide.of(ride).chatModel(Models.made(model));
    }
}
