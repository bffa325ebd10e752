package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Clients that leave a stream at every place of it, and streams in every form: cases 51 and 54 of the hostile ones. */
class HostileStreamsTest extends OnEachContainer {
    private static final String EVENTS =
            ": hello\r\n\r\ndata: {\"a\":\"gr\u00fc\u00df\"}\r\rdata: one\ndata: two\n\ndata: [DONE]\n\n";
    private static final int ENDLESS = 100_000;

    private interface Leaving {
        void leave(RawClient client) throws IOException;
    }

    private void assertSettledOnce(String what, Leaving leaving) throws Exception {
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            var token = Inference.of(request::getAttribute).cancellation();
            response.getWriter().print("data: half");
            response.flushBuffer();
            for (int i = 0; i < ENDLESS && !token.isCancelled(); i++) {
                response.getWriter().print(" of it\n\ndata: half");
                response.flushBuffer();
            }
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app"));
            leaving.leave(client);
            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).as(what).isEqualTo("client_gone");
            assertThat(site.store.endings).as(what).hasSize(1);
        }
    }

    @Test
    void case51AClientThatClosesBehindTheHeaders() throws Exception {
        assertSettledOnce("headers", client -> {
            client.readTo("\r\n\r\n");
            client.reset();
        });
    }

    @Test
    void case51AClientThatClosesInTheMidstOfAnEvent() throws Exception {
        assertSettledOnce("event", client -> {
            client.readTo("data: ha");
            client.close();
        });
    }

    @Test
    void case51AClientThatClosesBehindAnEvent() throws Exception {
        assertSettledOnce("events", client -> {
            client.readTo("\n\n");
            client.close();
        });
    }

    /** Each byte alone: no form of it is changed, and none waits for the next. */
    @Test
    void case54AStreamOfEveryFormPassesByteByByte() throws Exception {
        byte[] bytes = EVENTS.getBytes(StandardCharsets.UTF_8);
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream;charset=utf-8");
            for (byte one : bytes) {
                response.getOutputStream().write(one);
                response.flushBuffer();
            }
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", SilentApplication.JSON).body()).isEqualTo(EVENTS);
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }
}
