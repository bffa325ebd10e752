package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Ticker;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application of docs/jax-rs.md: its rides are settled by what the provider says, however they answer. */
final class ChatTest {
    private static final String ASKED =
            "{\"model\":\"gpt-5-nano\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String STREAMED = ASKED.replace("\"messages\"", "\"stream\":true,\"messages\"");
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}";
    private static final String REPLY =
            "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]," + USAGE + "}";
    private static final Reply EVENTS = Reply.events(
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}", "{\"choices\":[]," + USAGE + "}", "[DONE]");

    private final Site site = new Site(Site.policy("chat.yaml"), Ticker.system());

    @AfterEach
    void close() {
        site.close();
    }

    private UsageRecord ride(String path, String asked, Reply reply) throws Exception {
        Gates.open(site.faregate());
        site.application(ChatApplication.class).start();
        try (FakeProvider provider = new FakeProvider(reply)) {
            Chat.provider = URI.create(provider.url() + "/chat/completions");
            HttpResponse<String> response = site.post(path, asked);

            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.body()).contains("Hi");
            return site.record();
        }
    }

    private static void assertSettledByItsProvider(UsageRecord record) {
        assertThat(record.outcome().status()).isEqualTo("completed");
        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(record.costs().settled()).isLessThan(record.costs().held());
    }

    @Test
    void anAnswer() throws Exception {
        assertSettledByItsProvider(ride("/chats/7/messages", ASKED, Reply.json(200, REPLY)));
    }

    @Test
    void aStream() throws Exception {
        assertSettledByItsProvider(ride("/chats/7/stream", STREAMED, EVENTS));
    }

    @Test
    void anAnswerThatComesLater() throws Exception {
        assertSettledByItsProvider(ride("/chats/7/later", ASKED, Reply.json(200, REPLY)));
    }

    @Test
    void events() throws Exception {
        assertSettledByItsProvider(ride("/chats/7/events", STREAMED, EVENTS));
    }
}
