package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Decision.Admitted;
import io.faregate.Faregate;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.containers.Container;
import io.faregate.control.Target;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.ride.Caller;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What attackers try over HTTP, with limits that are kept. */
@Timeout(60)
class HostileTest extends OnEachContainer {
    private static final Caller CALLER = new Caller(null, null, null, "127.0.0.1", Map.of());
    private static final int LIMIT = 5;

    private final Queue<UsageRecord> records = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reached = new AtomicInteger();
    private final CountDownLatch stop = new CountDownLatch(1);
    private Faregate faregate;
    private Container server;

    private static PolicyBuilder fewRequests() {
        return Policy.builder()
                .limit(Limits.per(Dimension.IP).requests(LIMIT).every(Period.DAY))
                .route("/v1/chat", route -> route.dialect("none").anyone())
                .route("/v1/json", route -> route.anyone().use("gpt-5-mini"));
    }

    private Faregate gate(PolicyBuilder policy) {
        return Faregate.builder().policy(policy.build()).sink(records::add).build();
    }

    private void serve(Faregate... gates) throws Exception {
        faregate = gates[0];
        server = container.make();
        server.http2();
        for (int i = 0; i < gates.length; i++) {
            server.filter(new Container.Added(
                    "faregate-" + i,
                    new FaregateFilter(gates[i]),
                    "/*",
                    EnumSet.allOf(DispatcherType.class),
                    true,
                    Map.of()));
        }
        server.servlet("/*", new Site.Worker(this::work), null);
        server.start();
    }

    @AfterEach
    void close() {
        stop.countDown();
        server.close();
        faregate.close();
    }

    private void work(HttpServletRequest request, HttpServletResponse response) throws IOException {
        reached.incrementAndGet();
        if ("stream".equals(request.getQueryString())) {
            stream(request, response);
        } else {
            response.getWriter().print("in");
        }
    }

    /** Writes until the ride is over. */
    private void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var cancellation = io.faregate.Inference.of(request::getAttribute).cancellation();
        response.setContentType("text/event-stream");
        while (!await(stop)) {
            response.getWriter().print("data: x\n\n");
            response.flushBuffer();
            cancellation.throwIfCancelled();
        }
    }

    private static boolean await(CountDownLatch latch) throws IOException {
        try {
            return latch.await(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> header + "\r\n").toList()) + "\r\n";
    }

    private String answer(String request) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.send(request.replace("\r\nHost: x\r\n", "\r\nHost: x\r\nConnection: close\r\n"))
                    .readToEnd();
        }
    }

    private static long used(Faregate of) {
        return of.balance(CALLER).stream().mapToLong(Balance::spent).sum();
    }

    @Test
    void tenThousandSpellingsOfAPathAreOneRouteWithOneAccount() throws Exception {
        serve(gate(fewRequests()));
        Random random = new Random(47);
        int admitted = 0;
        RawClient client = new RawClient(server.port());
        for (int i = 0; i < 10_000; i++) {
            String answer =
                    client.send(get(spelling(random) + ";n=" + i + "?" + i)).readResponse();
            assertThat(answer).as("a container may refuse a doubled slash").containsPattern("^HTTP/1.1 (200|400|429) ");
            admitted += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
            if (answer.contains("Connection: close")) {
                client.close();
                client = new RawClient(server.port());
            }
        }
        client.close();

        assertThat(admitted).isEqualTo(LIMIT);
        assertThat(reached).hasValue(LIMIT);
        faregate.close();
        assertThat(records)
                .hasSizeGreaterThan(2_000)
                .allMatch(record -> record.route().equals("/v1/chat"));
    }

    private static String spelling(Random random) {
        StringBuilder path = new StringBuilder();
        for (String part : List.of("v1", "chat")) {
            path.append("/".repeat(1 + random.nextInt(2)));
            path.append(random.nextBoolean() ? "" : "./");
            path.append(random.nextBoolean() ? "" : "x" + random.nextInt(9) + "/../");
            for (int i = 0; i < part.length(); i++) {
                char letter = part.charAt(i);
                String written = random.nextBoolean() ? String.valueOf(letter) : "%" + Integer.toHexString(letter);
                path.append(random.nextBoolean() ? written : written.toUpperCase(Locale.ROOT));
            }
        }
        return path.append(random.nextBoolean() ? "" : "/").toString();
    }

    @Test
    void ofTwoFiltersWithGatesOfTheirOwnTheFirstCharges() throws Exception {
        try (Faregate second = gate(fewRequests())) {
            serve(gate(fewRequests()), second);
            for (int i = 0; i < LIMIT; i++) {
                assertThat(answer(get("/v1/chat"))).startsWith("HTTP/1.1 200").endsWith("in");
            }
            assertThat(answer(get("/v1/chat"))).startsWith("HTTP/1.1 429");
            assertThat(used(faregate)).isEqualTo(LIMIT);
            assertThat(used(second)).isZero();
        }
    }

    @Test
    void aSpentLimitIsSaidWithAllThatAClientNeedsWhateverItAccepts() throws Exception {
        serve(gate(fewRequests()));
        for (int i = 0; i < LIMIT; i++) {
            answer(get("/v1/chat"));
        }
        for (String accept : new String[] {"Accept: text/event-stream", "Accept: text/html", "X-No: accept"}) {
            String answer = answer(get("/v1/chat", accept));
            assertThat(answer)
                    .startsWith("HTTP/1.1 429 ")
                    .contains("\r\nCache-Control: no-store\r\n", "\r\nx-should-retry: ", "\"status\":429")
                    .containsPattern("\r\nContent-Type: application/problem\\+json")
                    .containsPattern("\r\nRetry-After: [1-9][0-9]*\r\n")
                    .containsPattern("\r\nFaregate-Ride-Id: (ride_[0-9a-f]{32})\r\n(?s:.*)\"rideId\":\"\\1\"");
        }
        assertThat(reached).hasValue(LIMIT);
    }

    @Test
    void aBlockEndsAStreamByAnEventAndRefusesTheNext() throws Exception {
        serve(gate(fewRequests()));
        try (RawClient client = new RawClient(server.port())) {
            client.send(get("/v1/chat?stream", "Connection: close")).readTo("data: x\n\n");
            faregate.killSwitch().block(Target.everything(), "fire", "ops");
            assertThat(client.readToEnd())
                    .contains("event: error\ndata: {", "\"reason\":\"ride_ended\"", "\"rideId\":\"ride_")
                    .doesNotContain("HTTP/1.1", "fire");
        }
        assertThat(answer(get("/v1/chat"))).startsWith("HTTP/1.1 403 ").contains("\"reason\":\"blocked\"");
        assertThat(faregate.balance(CALLER)).allMatch(balance -> balance.held() == 0);
    }

    @Test
    void aRequestToUpgradeIsARequest() throws Exception {
        serve(gate(fewRequests()));
        String[] upgrade = {
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };
        try (RawClient client = new RawClient(server.port())) {
            client.send(get("/v1/json", upgrade));
            assertThat(client.readResponse()).startsWith("HTTP/1.1 400 ");
        }
        for (int i = 0; i < LIMIT + 1; i++) {
            try (RawClient client = new RawClient(server.port())) {
                client.send(get("/v1/chat", upgrade));
                assertThat(client.readTo("\r\n")).startsWith(i < LIMIT ? "HTTP/1.1 200" : "HTTP/1.1 429");
            }
        }
        assertThat(used(faregate)).isEqualTo(LIMIT);
    }

    @Test
    void aPathIsGuardedOverHttp2() throws Exception {
        serve(gate(fewRequests()));
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/Chat/"))
                .build();
        for (int i = 0; i < LIMIT; i++) {
            HttpResponse<String> in = client.send(request, BodyHandlers.ofString());
            assertThat(in.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(in.statusCode()).isEqualTo(200);
            assertThat(in.headers().firstValue("Faregate-Ride-Id")).isPresent();
        }
        HttpResponse<String> refused = client.send(request, BodyHandlers.ofString());
        assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isPositive();
        assertThat(reached).hasValue(LIMIT);
    }

    @Test
    void workOutsideHttpIsCountedInTheSameAccounts() throws Exception {
        serve(gate(fewRequests()));
        for (int i = 0; i < LIMIT; i++) {
            var ride = faregate.admit(RideRequest.of("POST", "/v1/chat", "").build());
            ((Admitted) ride).inference().close();
        }
        assertThat(answer(get("/v1/chat"))).startsWith("HTTP/1.1 429 ");
    }
}
