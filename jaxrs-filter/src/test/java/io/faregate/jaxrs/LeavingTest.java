package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Ticker;
import io.faregate.test.FakeProvider;
import io.faregate.test.MovedTicker;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave the resource of docs/jax-rs.md: their provider stops, however it answers. */
final class LeavingTest {
    private static final String ASKED =
            "{\"model\":\"gpt-5-nano\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String TOKEN = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}";
    private static final Reply FIRST_WORDS = Reply.openEvents(TOKEN);

    private final MovedTicker moved = new MovedTicker();
    private Site site;

    @AfterEach
    void close() {
        site.close();
    }

    private void behindTheServletFilter() throws Exception {
        site = new Site(Site.policy("leaving.yaml"), Ticker.system());
        TestApplication.consistsOf(new FaregateFeature(), new Chat());
        site.filter().application(TestApplication.Streaming.class).start();
    }

    private void alone() throws Exception {
        site = new Site(Site.policy("leaving.yaml"), moved);
        TestApplication.consistsOf(new FaregateFeature(site.faregate()), new Chat());
        site.application(TestApplication.Streaming.class).start();
    }

    /** Asks, and leaves when the provider was asked, and some text has come of it. */
    private void leave(String way, FakeProvider provider, String behind) throws Exception {
        Chat.provider = URI.create(provider.url() + "/chat/completions");
        try (Socket socket = site.ask("POST", "/chats/7/" + way, ASKED)) {
            assertThat(provider.bodies().poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();
            readTo(behind, socket.getInputStream());
        }
    }

    private static void readTo(String text, InputStream in) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as("closed behind " + read).isNotNegative();
            read.append((char) next);
        }
    }

    private void assertStopped(FakeProvider provider, String reason) throws Exception {
        assertThat(provider.isClosedByClientWithin(Site.PATIENCE)).isTrue();
        UsageRecord record = site.record();
        // a resource that hears of the deadline may end its ride before the deadline does
        assertThat(record.outcome().status()).isIn("cancelled", reason.equals("deadline") ? "expired" : "cancelled");
        assertThat(record.outcome().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "events"})
    void aStreamThatIsLeftStopsItsProvider(String way) throws Exception {
        behindTheServletFilter();
        try (FakeProvider provider = new FakeProvider(FIRST_WORDS)) {
            leave(way, provider, "Hi");

            assertStopped(provider, "client_gone");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "stream", "later", "events"})
    void anAnswerThatIsLeftBeforeItsFirstTokenStopsItsProvider(String way) throws Exception {
        behindTheServletFilter();
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            leave(way, provider, "");

            assertStopped(provider, "client_gone");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "events"})
    void aloneTheFirstWriteThatFailsStopsTheProvider(String way) throws Exception {
        alone();
        try (FakeProvider provider = new FakeProvider(LeavingTest::talk)) {
            leave(way, provider, "Hi");

            assertStopped(provider, "client_gone");
        }
    }

    /** Says more for as long as somebody listens. */
    private static void talk(OutputStream out) throws IOException {
        String event = "data: " + TOKEN + "\n\n";
        byte[] chunk = (Integer.toHexString(event.length()) + "\r\n" + event + "\r\n").getBytes(StandardCharsets.UTF_8);
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
        while (true) {
            out.write(chunk);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"messages", "stream", "later", "events"})
    void aloneNobodyButTheDeadlineNoticesBeforeTheFirstToken(String way) throws Exception {
        alone();
        try (FakeProvider provider = new FakeProvider(Reply.silence())) {
            leave(way, provider, "");
            assertThat(site.furtherRecords()).isEmpty();

            moved.advance(Duration.ofSeconds(91));

            assertStopped(provider, "deadline");
        }
    }
}
