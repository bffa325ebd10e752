package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A container gives its request objects to the next request: a ride that has ended may touch none. */
class PoolTest extends OnEachContainer {
    private static final int RIDES = 200;
    private static final String[] ENDINGS = {"plain", "async", "dispatch", "throw", "error", "over", "refused"};

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<HttpServletResponse> old = new ConcurrentLinkedQueue<>();
    private final Map<String, HttpServletRequest> asked = new ConcurrentHashMap<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private void work(HttpServletRequest request, HttpServletResponse response) throws IOException {
        old.forEach(PoolTest::writeLate);
        String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String id = body.replaceAll("(?s).*\"message\":\"([a-z]+-[0-9]+)\".*", "$1");
        response.setHeader("X-Id", id);
        old.add(response);
        asked.forEach((ride, before) ->
                assertThat(Inference.of(before::getAttribute).id()).isEqualTo(ride));
        asked.put(Inference.of(request::getAttribute).id(), request);
        switch (id.replaceAll("-.*", "")) {
            case "plain" -> response.getOutputStream().print(id);
            case "async" -> later(request.startAsync(), response, id);
            case "dispatch" -> again(request, id);
            case "error" -> response.sendError(502);
            case "over" ->
                throw new io.faregate.ride.RideOverException(io.faregate.ride.Reason.RIDE_SPENT, "caps.steps", id);
            default -> throw new IllegalStateException(id);
        }
    }

    private static void writeLate(HttpServletResponse response) {
        try {
            response.getOutputStream().print("LATE");
            response.flushBuffer();
            throw new AssertionError("a response was written after its end");
        } catch (IOException over) {
            assertThat(over).hasMessageMatching("The response is over.*|The client is gone.*");
        }
    }

    private void later(AsyncContext context, HttpServletResponse response, String id) {
        threads.execute(() -> {
            try {
                response.getOutputStream().print(id);
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
            context.complete();
        });
    }

    private static void again(HttpServletRequest request, String id) {
        request.setAttribute("id", id);
        request.startAsync().dispatch("/again");
    }

    private Site answering() {
        return site().servlet("/app", this::work)
                .servlet(
                        "/again",
                        (request, response) -> response.getOutputStream()
                                .print(request.getAttribute("id").toString()));
    }

    private static String ask(String ending, int number) {
        String json = ending.equals("refused")
                ? "{\"message\":\"a\",\"model\":\"dear\"}"
                : "{\"message\":\"" + ending + "-" + number + "\"}";
        return "POST /app HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\n\r\n" + json;
    }

    @Test
    void ridesOnOneConnectionDoNotMeet() throws Exception {
        try (Site site = answering().start()) {
            RawClient client = new RawClient(site.port());
            for (int i = 0; i < RIDES; i++) {
                String ending = ENDINGS[i % ENDINGS.length];
                String answer = client.send(ask(ending, i)).readResponse();
                assertAnswer(answer, ending, ending + "-" + i);
                if (answer.contains("Connection: close")) {
                    client.close();
                    client = new RawClient(site.port());
                }
            }
            client.close();
            for (int i = 0; i < RIDES; i++) {
                site.record();
            }
            assertThat(site.records.poll(0, TimeUnit.SECONDS)).isNull();
            assertThat(site.store.endings).hasSize(site.store.reserved.get());
        }
    }

    private static void assertAnswer(String answer, String ending, String id) {
        assertThat(answer).doesNotContain("LATE");
        switch (ending) {
            case "plain", "async", "dispatch" ->
                assertThat(answer)
                        .startsWith("HTTP/1.1 200")
                        .contains("X-Id: " + id)
                        .endsWith(id);
            case "throw" -> assertThat(answer).startsWith("HTTP/1.1 500");
            case "error" -> assertThat(answer).startsWith("HTTP/1.1 502");
            default -> assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("X-Id");
        }
    }
}
