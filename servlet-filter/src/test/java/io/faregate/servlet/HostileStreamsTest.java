package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.budget.Reservation;
import io.faregate.integrations.Streams;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that leave a stream at every place of it, and streams in every form: cases 51 and 54 of the hostile ones. */
@Timeout(60)
class HostileStreamsTest extends OnEachContainer {
    private static final String DELTA =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"gr\u00fc\u00df\"}}]}";
    private static final String USED =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";
    private static final String EVENTS =
            ": hello\n\n" + DELTA + "\n\ndata: {\"choices\":\ndata: []}\n\n" + DELTA + "\n\ndata: [DONE]\n\n";
    private static final String ASKED =
            "{\"model\":\"mini\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    /** How a client leaves. */
    private enum Leaving {
        CLOSES {
            @Override
            void leave(RawClient client) throws IOException {
                client.close();
            }
        },
        RESETS {
            @Override
            void leave(RawClient client) throws IOException {
                client.reset();
            }
        };

        abstract void leave(RawClient client) throws IOException;
    }

    /** What the client waits for before it leaves. */
    private interface Reading {
        void read(RawClient client) throws IOException;
    }

    /** The provider says no more than this, and waits. */
    private UsageRecord left(Reply said, Reading reading, Leaving leaving) throws Exception {
        Relay relay = new Relay(Relay.ASKING_FOR_USAGE);
        CountingStore store;
        UsageRecord record;
        try (FakeProvider provider = new FakeProvider(said);
                Site site = site().lostClients(SilentApplication.QUIET).servlet("/app", (request, response) -> {
                    response.setContentType("text/event-stream");
                    response.flushBuffer();
                    relay.stream(Inference.of(request::getAttribute), provider, response);
                })) {
            store = site.start().store;
            try (RawClient client = new RawClient(site.port()).send(SilentApplication.ask("/app"))) {
                assertThat(provider.bodies().poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isNotNull();
                reading.read(client);
                leaving.leave(client);
                record = site.record();
                assertThat(provider.isClosedByClientWithin(Site.PATIENCE)).isTrue();
            }
        }
        assertThat(store.endings).containsExactly(Reservation.State.SETTLED);
        assertThat(record.outcome().reason()).isEqualTo("client_gone");
        assertThat(record.outcome().status()).isEqualTo("cancelled");
        return record;
    }

    @ParameterizedTest
    @EnumSource
    void case51AClientThatLeavesAtByteZeroStopsTheProviderAndPaysWhatWasHeld(Leaving leaving) throws Exception {
        UsageRecord record = left(Reply.silence(), client -> {}, leaving);

        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.costs().settled()).isEqualTo(record.costs().held());
    }

    @ParameterizedTest
    @EnumSource
    void case51AClientThatLeavesBehindTheHeadersStopsTheProviderAndPaysWhatWasHeld(Leaving leaving) throws Exception {
        UsageRecord record = left(Streams.openPieces(), client -> client.readTo("\r\n\r\n"), leaving);

        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.costs().settled()).isEqualTo(record.costs().held());
    }

    @ParameterizedTest
    @EnumSource
    void case51AClientThatLeavesInTheMidstOfAnEventStopsTheProviderAndPaysWhatCame(Leaving leaving) throws Exception {
        String half = DELTA.substring(0, DELTA.length() - 9);
        Reading halfOfTheSecond = client -> {
            client.readTo("}\n\n");
            client.readTo("data: {");
        };
        UsageRecord record = left(Streams.openPieces(DELTA + "\n\n", half), halfOfTheSecond, leaving);

        assertDelivered(record, 6);
    }

    @ParameterizedTest
    @EnumSource
    void case51AClientThatLeavesBehindAnEventStopsTheProviderAndPaysWhatCame(Leaving leaving) throws Exception {
        UsageRecord record = left(Streams.openPieces(DELTA + "\n\n"), client -> client.readTo("}\n\n"), leaving);

        assertDelivered(record, 6);
    }

    @ParameterizedTest
    @EnumSource
    void case51AClientThatLeavesAfterTheLastEventBeforeDoneStopsTheProviderAndPaysWhatItReported(Leaving leaving)
            throws Exception {
        Reply allButDone = Streams.openPieces(DELTA + "\n\n" + USED + "\n\n");
        UsageRecord record = left(allButDone, client -> client.readTo("content"), leaving);

        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(record.costs().settled().nanos()).isEqualTo(34);
    }

    private static void assertDelivered(UsageRecord record, long tokens) {
        assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(record.costs().settled().nanos()).isEqualTo(tokens);
    }

    /** Written in such pieces by an application of its own; what came, and what it cost. */
    private UsageRecord written(String events, int size) throws Exception {
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream;charset=utf-8");
            for (int at = 0; at < bytes.length; at += size) {
                response.getOutputStream().write(bytes, at, Math.min(size, bytes.length - at));
                response.flushBuffer();
            }
        };
        try (Site site = site().servlet("/chat", work).start()) {
            assertThat(site.post("/chat", ASKED).body()).isEqualTo(events);
            UsageRecord record = site.record();
            assertThat(record.outcome().status()).isEqualTo("completed");
            return record;
        }
    }

    @Test
    void case54AStreamOfAnyLineEndsAndPiecesPassesAsItIsAndCostsTheSame() throws Exception {
        for (String lineEnd : new String[] {"\n", "\r\n", "\r"}) {
            for (int size : new int[] {1, 7, 4096}) {
                assertDelivered(written(EVENTS.replace("\n", lineEnd), size), 12);
            }
        }
    }

    @Test
    void case54AStreamThatIsCompressedPassesAsItIsAndCostsTheSame() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(EVENTS.getBytes(StandardCharsets.UTF_8));
        }
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            response.setHeader("Content-Encoding", "gzip");
            response.getOutputStream().write(compressed.toByteArray());
        };
        try (Site site = site().servlet("/chat", work).start()) {
            HttpResponse<byte[]> response = site.client()
                    .send(
                            site.to("/chat")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(ASKED))
                                    .build(),
                            BodyHandlers.ofByteArray());
            assertThat(response.body()).isEqualTo(compressed.toByteArray());
            assertDelivered(site.record(), 12);
        }
    }

    @Test
    void case54AnEventComesBeforeTheNextIsWritten() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            response.getOutputStream().print("data: one\n\n");
            response.flushBuffer();
            try {
                assertThat(goOn.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            response.getOutputStream().print("data: two\n\n");
        };
        try (Site site = site().servlet("/chat", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/chat", ASKED)).readTo("data: one\n\n");
            goOn.countDown();
            client.readTo("data: two\n\n");
        }
    }
}
