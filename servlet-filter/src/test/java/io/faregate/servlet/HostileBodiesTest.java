package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.body.Capped;
import io.faregate.containers.Container;
import io.faregate.policy.PolicyFile;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What attackers do to a body on the wire. Whatever the container makes of it, nothing reaches the application unread. */
@Timeout(60)
class HostileBodiesTest extends OnEachContainer {
    private static final String BODY = "{\"message\":\"hello\"}";
    private static final String SMUGGLED = "GET /plain HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int MANY = 50;

    private final AtomicInteger reached = new AtomicInteger();
    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    private Site reading() {
        return site().servlet("/*", this::read);
    }

    private void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        reached.incrementAndGet();
        bodies.add(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        response.getWriter().print("in");
    }

    private static String head(String... headers) {
        return "POST /app HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        }
        return zipped.toByteArray();
    }

    @Test
    void anEncodedBodyIsRefusedUnreadHoweverLargeItWouldBecome() throws Exception {
        byte[] plain = BODY.getBytes(StandardCharsets.UTF_8);
        byte[] bomb = gzip(gzip(new byte[50_000_000]));
        try (Site site = reading().start()) {
            for (byte[] body : List.of(plain, gzip(plain), gzip(gzip(plain)), bomb)) {
                for (String encoding :
                        List.of("gzip", "GZIP", "x-gzip", "deflate", "br", "gzip, gzip", "identity, gzip", "")) {
                    assertThat(encoded(site, encoding, body)).as(encoding).startsWith("HTTP/1.1 415 ");
                }
            }
            assertThat(reached).hasValue(0);
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    /** On a connection of its own: the server closes it, as it has not read the body. */
    private static String encoded(Site site, String encoding, byte[] body) throws IOException {
        try (RawClient client = new RawClient(site.port())) {
            return client.send(head(
                            "Content-Type: application/json",
                            "Connection: close",
                            "Content-Encoding: " + encoding,
                            "Content-Length: " + body.length))
                    .send(body)
                    .readToEnd();
        }
    }

    @Test
    void aTypeThatLiesIsRefusedUnread() throws Exception {
        try (Site site = reading().start()) {
            for (String type : List.of(
                    "Content-Type: text/plain",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Type: multipart/form-data; boundary=x",
                    "Content-Type: application/json; charset=utf-16",
                    "Content-Type: application/json; charset=iso-8859-1",
                    "Content-Type: application/json; charset=utf-8; charset=utf-16",
                    "Content-Type: application/vnd.api+json",
                    "Content-Type: application/json, text/plain",
                    "Content-Type: application/json\r\nContent-Type: text/plain",
                    "Content-Type:",
                    "X-Type: none")) {
                try (RawClient client = new RawClient(site.port())) {
                    String answer = client.send(
                                    head(type, "Connection: close", "Content-Length: " + BODY.length()) + BODY)
                            .readToEnd();
                    assertThat(answer).as(type).containsPattern("^HTTP/1.1 (415|400) ");
                }
            }
            assertThat(reached).hasValue(0);
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    @Test
    void aLengthThatLiesNeverMakesTheRestOfABodyANewRequest() throws Exception {
        try (Site site = reading().start()) {
            for (String framing : List.of(
                    "Content-Length: 5",
                    "Content-Length: 0",
                    "Content-Length: 5\r\nContent-Length: 6",
                    "Content-Length: 5, 6",
                    "Content-Length: -5",
                    "Content-Length: +5",
                    "Content-Length: 0x5",
                    "Content-Length: 99999999999999999999",
                    "Content-Length: 5\r\nTransfer-Encoding: chunked",
                    "Transfer-Encoding: chunked\r\nContent-Length: 5",
                    "Transfer-Encoding: xchunked",
                    "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: \u000bchunked",
                    "Transfer-Encoding: chunked\r\nTransfer-Encoding: x")) {
                try (RawClient client = new RawClient(site.port())) {
                    String request = head("Content-Type: application/json", "Connection: close", framing);
                    String answer =
                            client.send(request + "{\"mes\r\n\r\n" + SMUGGLED).readToEnd();
                    assertThat(answer).as(framing).doesNotContain("HTTP/1.1 200");
                }
            }
            assertThat(reached).hasValue(0);
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    @Test
    void aChunkedBodyWithoutEndIsReadToTheCapAndItsConnectionIsClosed() throws Exception {
        try (Site site = reading().cap(Capped.BODY_BYTES, 10_000).start();
                RawClient client = new RawClient(site.port())) {
            client.send(head("Content-Type: application/json", "Transfer-Encoding: chunked"));
            client.send("400\r\n{\"message\":\"" + "x".repeat(1_024 - 12) + "\r\n");
            for (int i = 0; i < 9; i++) {
                client.send("400\r\n" + "x".repeat(1_024) + "\r\n");
            }
            assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 413 ");
            assertThat(reached).hasValue(0);
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    @Test
    void brokenUtf8IsRefusedAndWhatIsOddButWholeGoesOnAsItCame() throws Exception {
        try (Site site = reading().start()) {
            for (int[] broken : new int[][] {{0xC1, 0xA1}, {0xED, 0xA0, 0x80}, {0xFF}, {0xEF, 0xBB, 0xBF}}) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (int one : broken) {
                    body.write(one);
                }
                boolean isMark = broken[0] == 0xEF;
                byte[] text = ("{\"message\":\"x" + (isMark ? "" : body.toString(StandardCharsets.ISO_8859_1)) + "\"}")
                        .getBytes(StandardCharsets.ISO_8859_1);
                if (isMark) {
                    body.write(text);
                }
                var answer = site.send(site.to("/app")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(isMark ? body.toByteArray() : text)));
                assertThat(answer.statusCode()).isEqualTo(400);
            }
            assertThat(reached).hasValue(0);
            String odd = "{\"message\":\"\\ud83d a\\u0000\u0001 \uffff\",\"maxOutputTokens\":5,\"model\":\"mini\"}"
                    .replace("\u0001", "\\u0001");
            assertThat(site.post("/app", odd).statusCode()).isEqualTo(200);
            assertThat(bodies.poll()).isEqualTo(odd);
        }
    }

    @Test
    void uploadsOfAByteAtATimeAreCutHoldNothingAndDelayNobody() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try (Site site = reading().cap(Capped.DURATION, 300).start()) {
            for (int i = 0; i < MANY; i++) {
                slow.add(new RawClient(site.port())
                        .send(head("Content-Type: application/json", "Content-Length: 900000") + "{"));
            }
            assertThat(site.post("/app", BODY).statusCode()).isEqualTo(200);
            int cut = 0;
            while (cut < MANY) {
                cut += dribble(slow);
            }
            for (int i = 0; i <= MANY; i++) {
                assertThat(site.record().outcome().httpStatus()).isIn(200, 408);
            }
            assertThat(reached).hasValue(1);
            assertThat(site.store.reserved).hasValue(1);
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    /** Sends one byte more to each; returns how many are cut off. */
    private static int dribble(List<RawClient> clients) throws IOException {
        int cut = 0;
        for (RawClient client : List.copyOf(clients)) {
            if (client.hasAnswer()) {
                assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 408 ");
            } else if (isStillSending(client)) {
                continue;
            }
            client.close();
            clients.remove(client);
            cut++;
        }
        return cut;
    }

    /** Undertow hangs up behind its answer, which may be lost then. */
    private static boolean isStillSending(RawClient client) {
        try {
            client.send(" ");
            return true;
        } catch (IOException cut) {
            return false;
        }
    }

    private static final String POLICY = """
            faregate: 1
            callers: {user: "header:X-User", trusted-proxies: [127.0.0.1]}
            limits: [{cost: 5, every: day}, {per: user, requests: 2, every: day}]
            routes: [{path: /app, require: anyone, model: {use: gpt-5-mini}}]
            """;

    private Container serve(Faregate faregate) throws Exception {
        Container server = container.make();
        server.filter(new Container.Added(
                "faregate", new FaregateFilter(faregate), "/*", EnumSet.allOf(DispatcherType.class), true, Map.of()));
        server.servlet("/*", new Site.Worker(this::read), null);
        server.start();
        return server;
    }

    @Test
    void aSpentCallerIsNotAskedToContinue() throws Exception {
        String length = "Content-Length: " + BODY.length();
        String type = "Content-Type: application/json";
        try (Faregate faregate = Faregate.builder()
                        .policy(PolicyFile.read("policy.yaml", POLICY))
                        .build();
                Container server = serve(faregate)) {
            for (int i = 0; i < 2; i++) {
                try (RawClient client = new RawClient(server.port())) {
                    client.send(head(type, length, "Expect: 100-continue", "Connection: close"));
                    assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100");
                    assertThat(client.send(BODY).readToEnd()).startsWith("HTTP/1.1 200");
                }
            }
            try (RawClient client = new RawClient(server.port())) {
                client.send(head(type, length, "Expect: 100-continue", "Connection: close"));
                assertThat(client.readTo("\r\n")).startsWith("HTTP/1.1 429 ");
            }
            assertThat(reached).hasValue(2);
        }
    }

    @Test
    void trailersAreNobodysName() throws Exception {
        List<UsageRecord> records = new ArrayList<>();
        Faregate faregate = Faregate.builder()
                .policy(PolicyFile.read("policy.yaml", POLICY))
                .sink(records::add)
                .build();
        try (Container server = serve(faregate)) {
            for (String user : List.of("X-No: user", "X-User: bob")) {
                try (RawClient client = new RawClient(server.port())) {
                    String chunks = "13\r\n" + BODY + "\r\n0\r\nX-User: admin\r\nContent-Type: text/plain\r\n\r\n";
                    client.send(head(
                                    "Content-Type: application/json",
                                    "Transfer-Encoding: chunked",
                                    "Trailer: X-User",
                                    "Connection: close",
                                    user)
                            + chunks);
                    assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
                }
            }
        }
        faregate.close();
        assertThat(records).extracting(UsageRecord::user).containsExactly(null, "bob");
    }
}
