package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A first refusal that comes when others have begun the response: no second answer is glued to it. */
class LateRefusalTest extends OnEachContainer {
    private static final String WRONG = "{\"message\":1}";

    private final AtomicInteger reached = new AtomicInteger();

    private interface Beginning {
        void of(HttpServletResponse response) throws IOException;
    }

    private Site begunBy(Beginning beginning) {
        Filter filter = (request, response, chain) -> {
            beginning.of((HttpServletResponse) response);
            chain.doFilter(request, response);
        };
        return site().before(filter).servlet("/*", (request, response) -> reached.incrementAndGet());
    }

    private static String post(RawClient client, String path) throws IOException {
        client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + WRONG.length() + "\r\n\r\n" + WRONG);
        return client.readToEnd();
    }

    /** A client that reads to the end of the chunks has the whole stream. */
    private void assertRefusedInBand(Site site, String path) throws Exception {
        var response = site.post(path, WRONG);
        var record = site.record();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("data: half\n\nevent: error\ndata: {")
                .endsWith("}\n\n")
                .contains("\"status\":400", record.rideId());
        assertThat(record.outcome().status()).isEqualTo("refused");
        assertThat(reached).hasValue(0);
    }

    @Test
    void aStreamOfEventsEndsWithTheRefusalAsAnEvent() throws Exception {
        Beginning events = response -> {
            response.setContentType("text/event-stream");
            response.getOutputStream().print("data: half");
            response.flushBuffer();
        };
        try (Site site = begunBy(events).start()) {
            assertRefusedInBand(site, "/app");
        }
    }

    @Test
    void soItDoesWhenTheEventsAreWrittenAsCharacters() throws Exception {
        Beginning events = response -> {
            response.setContentType("text/event-stream;charset=UTF-8");
            response.getWriter().print("data: half");
            response.flushBuffer();
        };
        try (Site site = begunBy(events).start()) {
            assertRefusedInBand(site, "/app");
        }
    }

    @Test
    void anOpenPageThatStreamsAndDispatchesToAGuardedOneGetsTheEventToo() throws Exception {
        Site open = site().servlet("/open", (request, response) -> {
                    response.setContentType("text/event-stream");
                    response.getOutputStream().print("data: half");
                    response.flushBuffer();
                    request.startAsync().dispatch("/app");
                })
                .servlet("/app", (request, response) -> reached.incrementAndGet());
        try (Site site = open.start()) {
            assertRefusedInBand(site, "/open");
        }
    }

    @Test
    void anythingElseIsBrokenOffSoThatItIsNotTakenForAnAnswer() throws Exception {
        Beginning page = response -> {
            response.setContentType("application/json");
            response.getOutputStream().print("{\"half\":");
            response.flushBuffer();
        };
        try (Site site = begunBy(page).start();
                RawClient client = new RawClient(site.port())) {
            String begun = post(client, "/app");
            assertThat(begun).contains("{\"half\":").doesNotContain("\"status\":400", "\r\n0\r\n");
            assertThat(site.record().outcome().status()).isEqualTo("refused");
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void soIsWhatAnOpenPageDispatches() throws Exception {
        Site open = site().servlet("/open", (request, response) -> {
                    response.setContentType("application/json");
                    response.getOutputStream().print("{\"half\":");
                    response.flushBuffer();
                    request.startAsync().dispatch("/app");
                })
                .servlet("/app", (request, response) -> reached.incrementAndGet());
        try (Site site = open.start();
                RawClient client = new RawClient(site.port())) {
            String begun = post(client, "/open");
            assertThat(begun).contains("{\"half\":").doesNotContain("\"status\":400", "\r\n0\r\n");
            assertThat(site.record().outcome().status()).isEqualTo("refused");
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void anAnswerOfTheGateIsNotWrittenBehindOthersWordsEither() throws Exception {
        Beginning page = response -> {
            response.setContentType("text/plain");
            response.getOutputStream().print("half");
            response.flushBuffer();
        };
        try (Site site = begunBy(page).start();
                RawClient client = new RawClient(site.port())) {
            client.send("OPTIONS /app HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.readToEnd()).contains("HTTP/1.1 200", "half").doesNotContain("<broken>", "Allow");
            assertThat(reached).hasValue(0);
        }
    }
}
