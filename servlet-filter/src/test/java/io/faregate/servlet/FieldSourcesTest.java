package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.AppFields;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Dialects;
import io.faregate.body.Unknown;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Fields in forms and queries: what was checked is all that an application can read, whichever way it reads. */
class FieldSourcesTest extends OnEachContainer {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ASKED = "message=gr%C3%BC%C3%9F+dich&maxOutputTokens=999999&model=";
    private static final String CLAMPED = "message=gr%C3%BC%C3%9F+dich&maxOutputTokens=800&model=mini";

    private final AtomicInteger reached = new AtomicInteger();

    private Site serving(Site.Work work) throws Exception {
        Site.Work counted = (request, response) -> {
            reached.incrementAndGet();
            response.setContentType("text/plain;charset=utf-8");
            work.run(request, response);
        };
        return site().route(route("/lenient", AppFields.DEFAULT.unknown(Unknown.STRIP)))
                .route(route("/lang", AppFields.DEFAULT.query(Set.of("lang"))))
                .cap(Capped.BODY_BYTES, 2_000)
                .servlet("/app", counted)
                .servlet("/chat", counted)
                .servlet("/lenient", counted)
                .servlet("/lang", counted)
                .formServlet("/upload", counted)
                .start();
    }

    private static io.faregate.policy.Route route(String path, AppFields fields) {
        return Site.route(path, Dialects.named("app", fields).orElseThrow(), Caps.NONE);
    }

    private static HttpResponse<String> form(Site site, String path, String body) throws Exception {
        return site.send(site.to(path).header("Content-Type", FORM).POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(Site site, String path) throws Exception {
        return site.send(site.to(path).GET());
    }

    private static String parameters(HttpServletRequest request) {
        StringBuilder text = new StringBuilder();
        Map<String, String[]> map = request.getParameterMap();
        assertThat(Collections.list(request.getParameterNames())).containsExactlyElementsOf(map.keySet());
        map.forEach((name, values) -> {
            assertThat(request.getParameterValues(name)).containsExactly(values);
            assertThat(request.getParameter(name)).isEqualTo(values[0]);
            text.append(name).append('=').append(String.join(",", values)).append(' ');
        });
        assertThat(request.getParameter("no such")).isNull();
        assertThat(request.getParameterValues("no such")).isNull();
        return text.toString();
    }

    private static void sayParameters(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(parameters(request));
    }

    private static void sayQuery(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(request.getQueryString());
    }

    private static void sayBody(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aFormReachesTheApplicationClampedAsParameters() throws Exception {
        Site.Work work = (request, response) -> {
            request.setCharacterEncoding("ISO-8859-1");
            sayParameters(request, response);
        };
        try (Site site = serving(work)) {
            assertThat(form(site, "/app", ASKED).body())
                    .isEqualTo("message=gr\u00fc\u00df dich maxOutputTokens=800 model=mini ");
        }
    }

    @Test
    void aFormReachesTheApplicationClampedAsBytesAndCharacters() throws Exception {
        try (Site site = serving((request, response) -> {
            assertThat(request.getContentLength()).isEqualTo(CLAMPED.length());
            parameters(request);
            sayBody(request, response);
        })) {
            assertThat(form(site, "/app", ASKED).body()).isEqualTo(CLAMPED);
        }
        try (Site site = serving((request, response) ->
                response.getWriter().print(request.getReader().readLine()))) {
            assertThat(form(site, "/app", ASKED).body()).isEqualTo(CLAMPED);
        }
    }

    @Test
    void aQueryReachesTheApplicationClampedEveryWay() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayParameters)) {
            assertThat(get(site, "/app?" + ASKED).body())
                    .isEqualTo("message=gr\u00fc\u00df dich maxOutputTokens=800 model=mini ");
        }
        try (Site site = serving((request, response) -> {
            assertThat(request.getInputStream().read()).isEqualTo(-1);
            sayQuery(request, response);
        })) {
            assertThat(get(site, "/app?" + ASKED).body()).isEqualTo(CLAMPED);
            assertThat(get(site, "/app?message=x").body()).isEqualTo("message=x&maxOutputTokens=800&model=mini");
            assertThat(site.send(site.to("/app?" + ASKED).POST(BodyPublishers.noBody()))
                            .body())
                    .isEqualTo(CLAMPED);
        }
    }

    @Test
    void whatNeedsNoChangeGoesOnByteForByte() throws Exception {
        String asked = "m%65ssage=%68i&model=mini&maxOutputTokens=7";
        try (Site site = serving(FieldSourcesTest::sayQuery)) {
            assertThat(get(site, "/app?" + asked).body()).isEqualTo(asked);
        }
        try (Site site = serving(FieldSourcesTest::sayBody)) {
            assertThat(form(site, "/app", asked).body()).isEqualTo(asked);
        }
    }

    @Test
    void besideABodyTheQueryHasNoFields() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayParameters)) {
            for (String query : List.of(
                    "message=y",
                    "maxOutputTokens=1",
                    "%6dodel=dear",
                    "Message=y",
                    "x=1",
                    "lang=de&lang=en",
                    "lang=%zz",
                    "lang=a;b",
                    "&",
                    "=")) {
                for (String path : List.of("/app?" + query, "/lang?" + query, "/chat?" + query)) {
                    boolean isChat = path.startsWith("/chat");
                    String json =
                            isChat ? "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}" : "{\"message\":\"x\"}";
                    assertThat(site.post(raw(path), json).statusCode()).as(path).isEqualTo(400);
                    if (!isChat) {
                        assertThat(form(site, raw(path), "message=x").statusCode())
                                .as(path)
                                .isEqualTo(400);
                    }
                }
            }
            assertThat(reached).hasValue(0);
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    /** The client library sends no broken query. */
    private static String raw(String path) {
        return path.endsWith("%zz") ? path.replace("%zz", "%C3%28") : path;
    }

    @Test
    void anAllowedParameterIsSeenBesideTheFieldsOfTheBody() throws Exception {
        try (Site site = serving((request, response) -> {
            sayParameters(request, response);
            response.getWriter().print(request.getQueryString());
        })) {
            assertThat(site.post("/lang?lang=d%65", "{\"message\":\"x\"}").body())
                    .isEqualTo("lang=de lang=d%65");
            assertThat(form(site, "/lang?lang=de", "message=x&maxOutputTokens=1&model=mini")
                            .body())
                    .isEqualTo("lang=de message=x maxOutputTokens=1 model=mini lang=de");
            assertThat(get(site, "/lang?lang=de&message=x&maxOutputTokens=1&model=mini")
                            .body())
                    .isEqualTo(
                            "lang=de message=x maxOutputTokens=1 model=mini lang=de&message=x&maxOutputTokens=1&model=mini");
        }
    }

    @Test
    void whatIsStrippedIsNowhereToBeRead() throws Exception {
        try (Site site = serving((request, response) -> {
            sayParameters(request, response);
            response.getWriter().print(request.getQueryString() + " ");
            sayBody(request, response);
        })) {
            assertThat(site.post("/lenient?message=y&x=1", "{\"x\":[1],\"message\":\"x\"}")
                            .body())
                    .isEqualTo("null {\"maxOutputTokens\":800,\"model\":\"mini\",\"message\":\"x\"}");
            assertThat(form(site, "/lenient?maxOutputTokens=9", "x=1&message=x&maxOutputTokens=1&model=mini&y")
                            .body())
                    .isEqualTo("message=x maxOutputTokens=1 model=mini null message=x&maxOutputTokens=1&model=mini");
        }
    }

    @Test
    void aFormIsReadOnlyAsWhatItSays() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayParameters)) {
            for (String[] headers : new String[][] {
                {"Content-Type", FORM + ";charset=ISO-8859-1"},
                {"Content-Type", FORM + ";charset=utf-7"},
                {"Content-Type", FORM + "-v2"},
                {"Content-Type", "text/plain"},
                {"Content-Type", FORM, "Content-Encoding", "gzip"},
                {"Content-Type", FORM, "Content-Type", "application/json"},
                {}
            }) {
                HttpRequest.Builder request = site.to("/app").POST(BodyPublishers.ofString("message=x"));
                for (int i = 0; i < headers.length; i += 2) {
                    request.header(headers[i], headers[i + 1]);
                }
                assertThat(site.send(request).statusCode())
                        .as(Arrays.toString(headers))
                        .isEqualTo(415);
            }
            assertThat(form(site, "/app", "{\"message\":\"x\"}").statusCode()).isEqualTo(415);
            assertThat(site.post("/app", "message=x").statusCode()).isEqualTo(400);
            assertThat(reached).hasValue(0);
            assertThat(site.send(site.to("/app")
                                    .header(
                                            "Content-Type",
                                            FORM.toUpperCase(java.util.Locale.ROOT) + " ; Charset=UTF-8")
                                    .POST(BodyPublishers.ofString("message=x")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyWithoutATypeIsNotPassedOnUnread() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayBody)) {
            var chunked = BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream("message=y".getBytes(StandardCharsets.UTF_8)));
            assertThat(site.send(site.to("/app?message=x").POST(chunked)).statusCode())
                    .isEqualTo(415);
            assertThat(site.send(site.to("/app?message=x").method("GET", BodyPublishers.ofString("message=y")))
                            .statusCode())
                    .isEqualTo(415);
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void aChunkedFormIsReadWholeAndToItsCap() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayBody)) {
            assertThat(chunked(site, ASKED).body()).isEqualTo(CLAMPED);
            assertThat(chunked(site, "message=" + "x".repeat(2_000)).statusCode())
                    .isEqualTo(413);
            assertThat(form(site, "/app", "message=" + "x".repeat(2_000)).statusCode())
                    .isEqualTo(413);
            assertThat(get(site, "/app?message=" + "x".repeat(2_000)).statusCode())
                    .isEqualTo(413);
            assertThat(reached).hasValue(1);
        }
    }

    private static HttpResponse<String> chunked(Site site, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return site.send(site.to("/app")
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    @Test
    void aFormThatArrivesByteByByteIsReadAndOneThatDoesNotIsRefused() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayBody);
                RawClient client = new RawClient(site.port())) {
            client.send("POST /app HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM + "\r\nContent-Length: "
                    + ASKED.length() + "\r\n\r\n");
            for (byte each : ASKED.getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {each});
            }
            assertThat(client.readResponse()).startsWith("HTTP/1.1 200").endsWith(CLAMPED);
        }
        try (Site site = site().idleMillis(300)
                        .servlet("/app", FieldSourcesTest::sayBody)
                        .start();
                RawClient client = new RawClient(site.port())) {
            client.send(
                    "POST /app HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM + "\r\nContent-Length: 500\r\n\r\nmess");
            assertThat(site.record().outcome().httpStatus()).isEqualTo(lateBody());
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    @Test
    void moreBytesThanTheLengthSaysAreNoPartOfTheForm() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayBody);
                RawClient client = new RawClient(site.port())) {
            client.send("POST /app HTTP/1.1\r\nHost: x\r\nContent-Type: " + FORM
                    + "\r\nContent-Length: 9\r\nConnection: close\r\n\r\nmessage=a&maxOutputTokens=99999");
            assertThat(client.readToEnd())
                    .contains("HTTP/1.1 200", "message=a&")
                    .doesNotContain("99999");
        }
    }

    /** A filter that asks for a parameter has the container read the form: there is nothing left to check. */
    @Test
    void aFormThatAnEarlierFilterReadFailsClosed() throws Exception {
        Filter reading = (request, response, chain) -> {
            request.getParameter("_csrf");
            chain.doFilter(request, response);
        };
        try (Site site = site().before(reading)
                .servlet("/app", (request, response) -> reached.incrementAndGet())
                .start()) {
            assertThat(form(site, "/app", "message=x&maxOutputTokens=9999").statusCode())
                    .isEqualTo(400);
            assertThat(reached).hasValue(0);
            assertThat(site.store.reserved).hasValue(0);
        }
    }

    @Test
    void uploadsHaveNoFieldsInTheirQuery() throws Exception {
        String parts = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n";
        try (Site site = serving(FieldSourcesTest::sayParameters)) {
            for (String query : List.of("model=dear", "n=9", "a=2")) {
                assertThat(site.send(site.to("/upload?" + query)
                                        .header("Content-Type", "multipart/form-data; boundary=b")
                                        .POST(BodyPublishers.ofString(parts)))
                                .statusCode())
                        .isEqualTo(400);
            }
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void headAndOptionsReachNobody() throws Exception {
        try (Site site = serving(FieldSourcesTest::sayParameters)) {
            assertThat(site.send(site.to("/app?message=x").method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(site.send(site.to("/app?message=x&y=1").method("HEAD", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(site.send(site.to("/app?y=1").method("OPTIONS", BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(reached).hasValue(0);
        }
    }
}
