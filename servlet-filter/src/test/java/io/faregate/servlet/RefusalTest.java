package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import jakarta.servlet.Filter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RefusalTest extends OnEachContainer {
    private static final int IDLE = 300;

    private final AtomicInteger reached = new AtomicInteger();

    private Site counted() {
        return site().servlet("/*", (request, response) -> reached.incrementAndGet());
    }

    private static String head(String path, String... headers) {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    @Test
    void aRefusalHasStatusHeadersAndBody() throws Exception {
        try (Site site = counted().start()) {
            var response = site.post("/app", "{\"message\":1}");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
            String id = response.headers().firstValue(ServletRide.ID_HEADER).orElseThrow();
            assertThat(response.body()).contains(id).contains("\"status\":400");
            assertThat(response.headers().firstValueAsLong("Content-Length"))
                    .hasValue(response.body().getBytes(StandardCharsets.UTF_8).length);
            assertThat(site.record().rideId()).isEqualTo(id);
            assertThat(site.store.reserved).hasValue(0);
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void aWrongMediaTypeIsRefusedUnread() throws Exception {
        try (Site site = counted().start();
                RawClient client = new RawClient(site.port())) {
            client.send(head("/app", "Content-Type: text/plain", "Content-Length: 100"));
            assertThat(client.readResponse()).contains(" 415 ").contains("Connection: close");
            assertThat(reached).hasValue(0);
        }
    }

    /** Tomcat answers at once too, but closes only when the client has been silent for its time. */
    @Test
    void aDeclaredBodyBeyondTheCapIsRefusedUnread() throws Exception {
        try (Site site = counted().idleMillis(IDLE).start();
                RawClient client = new RawClient(site.port())) {
            client.send(head("/app", "Content-Type: application/json", "Content-Length: 10000000"));
            assertThat(client.readResponse()).contains(" 413 ").contains("Connection: close");
            assertThat(client.readToEnd()).isIn("", "<broken>");
        }
    }

    @Test
    void aChunkedBodyBeyondTheCapIsReadToTheCapAndNoFurther() throws Exception {
        try (Site site = counted().cap(Capped.BODY_BYTES, 1000).idleMillis(IDLE).start();
                RawClient client = new RawClient(site.port())) {
            client.send(head("/app", "Content-Type: application/json", "Transfer-Encoding: chunked"));
            client.send("3E8\r\n" + " ".repeat(1000) + "\r\n");
            client.send("1\r\n \r\n");
            String answer = client.readResponse();
            assertThat(answer).contains(" 413 ").contains("Connection: close");
            assertThat(client.readToEnd()).isIn("", "<broken>");
        }
    }

    @Test
    void tenMegabytesAreNotTaken() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        Filter counting = (request, response, chain) -> {
            chain.doFilter(new CountedRequest((jakarta.servlet.http.HttpServletRequest) request, taken), response);
        };
        try (Site site = counted().before(counting).start();
                RawClient client = new RawClient(site.port())) {
            client.send(head("/app", "Content-Type: application/json", "Transfer-Encoding: chunked"));
            byte[] chunk = ("10000\r\n" + "x".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 160; i++) {
                    client.send(chunk);
                }
            } catch (java.io.IOException closedOnUs) {
                assertThat(closedOnUs).hasMessageNotContaining("refused");
            }
            assertThat(site.record().outcome().httpStatus()).isEqualTo(413);
            assertThat(taken.get())
                    .isLessThanOrEqualTo((int) Capped.BODY_BYTES.safe().max() + 1);
            assertThat(reached).hasValue(0);
        }
    }

    /** Tomcat closes after a 400 whatever was read; a 403 leaves it to the filter. */
    @Test
    void theConnectionLivesOnAfterARefusalThatReadTheBody() throws Exception {
        try (Site site = counted().start();
                RawClient client = new RawClient(site.port())) {
            String body = "{\"message\":\"a\",\"model\":\"dear\"}";
            String request = head("/app", "Content-Type: application/json", "Content-Length: " + body.length()) + body;
            client.send(request);
            assertThat(client.readResponse()).contains(" 403 ").doesNotContain("Connection: close");
            client.send(request);
            assertThat(client.readResponse()).contains(" 403 ");
        }
    }

    @Test
    void theRestOfARefusedBodyIsNoNextRequest() throws Exception {
        try (Site site = counted().start();
                RawClient client = new RawClient(site.port())) {
            String hidden = head("/unguarded");
            client.send(head("/app", "Content-Type: text/plain", "Content-Length: " + hidden.length()) + hidden);
            assertThat(client.readResponse()).contains(" 415 ");
            assertThat(client.readToEnd()).isIn("", "<broken>");
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void aRefusedClientIsNotAskedToContinue() throws Exception {
        try (Site site = counted().start();
                RawClient client = new RawClient(site.port())) {
            client.send(
                    head("/app", "Content-Type: application/json", "Content-Length: 9000000", "Expect: 100-continue"));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void aBodyThatIsCutOffHoldsNothing() throws Exception {
        try (Site site = counted().start()) {
            try (RawClient client = new RawClient(site.port())) {
                client.send(head("/app", "Content-Type: application/json", "Content-Length: 500") + "{\"mess");
            }
            assertThat(site.record().outcome().status()).isEqualTo("refused");
            assertThat(site.store.reserved).hasValue(0);
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void aBodyThatDoesNotArriveInTimeIsRefused() throws Exception {
        Site site = counted();
        site.idleMillis(IDLE);
        try (site) {
            site.start();
            try (RawClient client = new RawClient(site.port())) {
                client.send(head("/app", "Content-Type: application/json", "Content-Length: 500") + "{\"mess");
                assertThat(site.record().outcome().httpStatus()).isEqualTo(lateBody());
                assertThat(site.store.reserved).hasValue(0);
            }
        }
    }

    @Test
    void aBodyThatAnEarlierFilterTookFailsClosed() throws Exception {
        Filter hungry = (request, response, chain) -> {
            request.getInputStream().readAllBytes();
            chain.doFilter(request, response);
        };
        try (Site site = counted().before(hungry).start()) {
            assertThat(site.post("/app", "{\"message\":\"a\"}").statusCode()).isEqualTo(400);
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void aReaderThatAnEarlierFilterTookFailsClosed() throws Exception {
        Filter hungry = (request, response, chain) -> {
            request.getReader();
            chain.doFilter(request, response);
        };
        try (Site site = counted().before(hungry).start()) {
            assertThat(site.post("/app", "{\"message\":\"a\"}").statusCode()).isEqualTo(400);
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void anAnswerGoesThroughTheWriterThatAnEarlierFilterTook() throws Exception {
        Filter writing = (request, response, chain) -> {
            response.getWriter().print("half a page");
            chain.doFilter(request, response);
        };
        try (Site site = counted().before(writing).start()) {
            var response = site.post("/app", "{}");
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).startsWith("{").contains("\"status\":400");
        }
    }

    @Test
    void headersOfEarlierFiltersStayOnARefusal() throws Exception {
        Filter cors = (request, response, chain) -> {
            ((jakarta.servlet.http.HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "*");
            chain.doFilter(request, response);
        };
        try (Site site = counted().before(cors).start()) {
            assertThat(site.post("/app", "{}").headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
        }
    }

    @Test
    void anUnguardedPathIsLeftAlone() throws Exception {
        try (Site site = site().servlet("/other", (request, response) -> {
                    assertThat(request).isNotInstanceOf(GuardedRequest.class);
                    assertThat(response).isNotInstanceOf(GuardedResponse.class);
                    response.getOutputStream().write(request.getInputStream().readAllBytes());
                })
                .start()) {
            var response = site.send(site.to("/other").POST(BodyPublishers.ofString("raw")));
            assertThat(response.body()).isEqualTo("raw");
            assertThat(response.headers().firstValue(ServletRide.ID_HEADER)).isEmpty();
        }
    }

    @Test
    void theContainersPathDecidesWhateverTheSpelling() throws Exception {
        try (Site site = counted().start()) {
            for (String path : new String[] {"/app;jsessionid=x", "/%61pp", "/./app", "/x/../app", "/app?x=/other"}) {
                try (RawClient client = new RawClient(site.port())) {
                    client.send(head(path, "Content-Type: application/json", "Content-Length: 2") + "{}");
                    assertThat(client.readResponse()).as(path).contains(" 400 ");
                }
            }
            assertThat(reached).hasValue(0);
        }
    }
}
