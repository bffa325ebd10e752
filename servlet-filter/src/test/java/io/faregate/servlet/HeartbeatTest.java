package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Caps;
import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said while the model is silent, and where nothing may be said. */
class HeartbeatTest extends OnEachContainer {
    private static final LostClients OFTEN = beating(true);

    private static final int LOOKS = 8;

    private final Senses senses = new Senses(Site.GRACE);
    private final AtomicReference<String> left = new AtomicReference<>();

    private static LostClients beating(boolean json) {
        return new LostClients(
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                json,
                Duration.ofSeconds(10),
                Duration.ofMillis(50),
                false,
                false);
    }

    @AfterEach
    void end() {
        senses.close();
    }

    /** Begins a response, is silent for a while, and ends it. */
    private Site silent(LostClients how, Site.Work begin, String end) {
        return silent(how, "/app", begin, end);
    }

    private Site silent(LostClients how, String path, Site.Work begin, String end) {
        return site().lostClients(how).servlet(path, (request, response) -> {
            begin.run(request, response);
            await(request, response, how);
            response.getOutputStream().print(end);
        });
    }

    /** Lets the watch look several times, each of which is time for a heartbeat. */
    private void await(HttpServletRequest request, HttpServletResponse response, LostClients how) throws IOException {
        ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
        CountDownLatch looks = new CountDownLatch(LOOKS);
        Lookout watch = new ClientWatch(ride, senses, request, how);
        ride.ride().watchedBy(ticker -> {
            watch.look(ticker);
            looks.countDown();
        });
        try {
            assertThat(looks.await(Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
        left.set(response.isCommitted() ? "committed" : "open");
    }

    private String body(Site site) throws Exception {
        try (site) {
            var response = site.start().post("/app", SilentApplication.JSON);
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            return response.body();
        }
    }

    private static void events(HttpServletRequest request, HttpServletResponse response) {
        response.setContentType("text/event-stream");
    }

    @Test
    void aStreamThatHasNotBegunGetsThemToo() throws Exception {
        assertThat(body(silent(OFTEN, HeartbeatTest::events, "data: last\n\n"))).matches("(:\n\n){2,}data: last\n\n");
    }

    @Test
    void noneComesInTheMidstOfAnEvent() throws Exception {
        Site.Work half = (request, response) -> {
            events(request, response);
            response.getOutputStream().print("data: half");
            response.flushBuffer();
        };
        assertThat(body(silent(OFTEN, half, " whole\n\n"))).isEqualTo("data: half whole\n\n");
    }

    @Test
    void theEndOfAnEventMayComeByteByByte() throws Exception {
        Site.Work bytes = (request, response) -> {
            events(request, response);
            for (byte one : "data: a\r\n\r\n".getBytes(StandardCharsets.UTF_8)) {
                response.getOutputStream().write(one);
            }
        };
        assertThat(body(silent(OFTEN, bytes, "data: last\n\n"))).matches("data: a\r\n\r\n(:\n\n){2,}data: last\n\n");
    }

    /** Clients of that dialect may wait for an event, whichever. */
    @Test
    void aDialectThatHasAnEventForItIsSpoken() throws Exception {
        String ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
        try (Site site = silent(OFTEN, "/v1/messages", HeartbeatTest::events, "data: last\n\n")
                .route(Site.route("/v1/messages", "anthropic", Caps.NONE))
                .start()) {
            var response = site.post(
                    "/v1/messages",
                    "{\"model\":\"mini\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
            assertThat(response.body()).startsWith(ping + ping).endsWith(ping + "data: last\n\n");
        }
    }

    @Test
    void aStreamWhoseBytesAreEncodedGetsNone() throws Exception {
        Site.Work encoded = (request, response) -> {
            events(request, response);
            response.setHeader("Content-Encoding", "x-own");
        };
        assertThat(body(silent(OFTEN, encoded, "data: last\n\n"))).isEqualTo("data: last\n\n");
        assertThat(left).hasValue("open");
    }

    @Test
    void aReplyWithALengthGetsNone() throws Exception {
        Site.Work sized = (request, response) -> {
            response.setContentType("application/json");
            response.setContentLength(2);
        };
        assertThat(body(silent(OFTEN, sized, "{}"))).isEqualTo("{}");
        assertThat(left).hasValue("open");
    }

    @Test
    void aFailureGetsNoneAndKeepsItsStatus() throws Exception {
        Site.Work failing = (request, response) -> {
            events(request, response);
            response.setStatus(502);
        };
        try (Site site = silent(OFTEN, failing, "sorry").start()) {
            var response = site.post("/app", SilentApplication.JSON);
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEqualTo("sorry");
        }
    }

    /** It has no body: a byte of one would be read as the beginning of the next response. */
    @Test
    void aReplyWithoutContentGetsNone() throws Exception {
        Site.Work empty = (request, response) -> {
            events(request, response);
            response.setStatus(204);
        };
        try (Site site = silent(OFTEN, empty, "").start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app"));
            assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 204");
            assertThat(left).hasValue("open");
            assertTheNextIsAnswered(client);
        }
    }

    @Test
    void theAnswerToHeadGetsNone() throws Exception {
        try (Site site = silent(OFTEN, "/head", HeartbeatTest::events, "")
                        .route(Site.route("/head", "none", Caps.NONE, "HEAD"))
                        .start();
                RawClient client = new RawClient(site.port())) {
            client.send("HEAD /head HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(left).hasValue("open");
            assertTheNextIsAnswered(client);
        }
    }

    /** Nothing is between the end of that response and the beginning of another. */
    private static void assertTheNextIsAnswered(RawClient client) throws IOException {
        client.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 404");
    }

    @Test
    void aJsonReplyGetsBlanksOnlyByChoice() throws Exception {
        Site.Work json = (request, response) -> response.setContentType("application/json");
        assertThat(body(silent(OFTEN, json, "{}"))).matches(" {2,}\\{\\}");
        assertThat(body(silent(beating(false), json, "{}"))).isEqualTo("{}");
        assertThat(left).hasValue("open");
    }

    @Test
    void aJsonReplyThatHasBegunGetsNone() throws Exception {
        Site.Work begun = (request, response) -> {
            response.setContentType("application/json");
            response.getOutputStream().print("\"a");
            response.flushBuffer();
        };
        assertThat(body(silent(OFTEN, begun, "b\""))).isEqualTo("\"ab\"");
    }

    @Test
    void aWriteListenerIsNotWrittenBehindItsBack() throws Exception {
        Site site = site().lostClients(OFTEN).servlet("/app", (request, response) -> {
            events(request, response);
            var context = request.startAsync();
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new WriteListener() {
                @Override
                public void onWritePossible() throws IOException {
                    if (out.isReady()) {
                        await(request, response, OFTEN);
                        out.write("data: last\n\n".getBytes(StandardCharsets.UTF_8));
                        context.complete();
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    context.complete();
                }
            });
        });
        assertThat(body(site)).isEqualTo("data: last\n\n");
    }
}
