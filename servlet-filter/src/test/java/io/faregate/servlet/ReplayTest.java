package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ReplayTest extends OnEachContainer {
    private static final String CHOSEN =
            "{\"model\":\"mini\",\"maxSteps\":1,\"retrievalLimit\":0,\"message\":\"gr\u00fc\u00df\",";
    private static final String ASKED = CHOSEN + "\"maxOutputTokens\":999999}";
    private static final String CLAMPED = CHOSEN + "\"maxOutputTokens\":800}";

    private String echo(Site.Work work, String body) throws Exception {
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app?q=1", body);
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }
    }

    private static void say(HttpServletResponse response, Object text) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().print(text);
    }

    @Test
    void theStreamHasTheClampedBytes() throws Exception {
        assertThat(echo(
                        (request, response) ->
                                say(response, text(request.getInputStream().readAllBytes())),
                        ASKED))
                .isEqualTo(CLAMPED);
    }

    @Test
    void singleByteReadsGiveTheSameBytesAndThenTheEnd() throws Exception {
        Site.Work work = (request, response) -> {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            ServletInputStream in = request.getInputStream();
            assertThat(in.isReady()).isTrue();
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.write(next);
            }
            assertThat(in.isFinished()).isTrue();
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[4], 0, 4)).isEqualTo(-1);
            say(response, text(read.toByteArray()));
        };
        assertThat(echo(work, ASKED)).isEqualTo(CLAMPED);
    }

    @Test
    void wholeReadsGoOnWhereOthersEndedAndFindNothingBehind() throws Exception {
        Site.Work work = (request, response) -> {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            ServletInputStream in = request.getInputStream();
            read.write(in.read());
            read.write(in.readNBytes(0));
            read.write(in.readNBytes(7));
            assertThatThrownBy(() -> in.readNBytes(-1)).isInstanceOf(IllegalArgumentException.class);
            read.reset();
            read.write(in.readAllBytes());
            assertThat(in.isFinished()).isTrue();
            assertThat(in.readAllBytes()).isEmpty();
            assertThat(in.readNBytes(9)).isEmpty();
            assertThat(in.read()).isEqualTo(-1);
            say(response, text(read.toByteArray()));
        };
        assertThat(echo(work, ASKED)).isEqualTo(CLAMPED.substring(8));
    }

    @Test
    void theReaderReadsUtf8WhateverWasSet() throws Exception {
        Site.Work work = (request, response) -> {
            request.setCharacterEncoding("ISO-8859-1");
            assertThat(request.getCharacterEncoding()).isEqualTo("UTF-8");
            say(response, request.getReader().readLine());
        };
        assertThat(echo(work, ASKED)).isEqualTo(CLAMPED);
    }

    @Test
    void allLengthsAreThoseOfTheBodyThatGoesOn() throws Exception {
        Site.Work work = (request, response) -> {
            int length = CLAMPED.getBytes(StandardCharsets.UTF_8).length;
            assertThat(request.getContentLength()).isEqualTo(length);
            assertThat(request.getContentLengthLong()).isEqualTo(length);
            assertThat(request.getIntHeader("content-length")).isEqualTo(length);
            assertThat(request.getHeader("CONTENT-LENGTH")).isEqualTo(Integer.toString(length));
            assertThat(Collections.list(request.getHeaders("Content-Length")))
                    .containsExactly(Integer.toString(length));
            assertThat(Collections.list(request.getHeaderNames())).containsOnlyOnce("Content-Length");
            say(response, "ok");
        };
        assertThat(echo(work, ASKED)).isEqualTo("ok");
    }

    @Test
    void aChunkedBodyGoesOnWithALengthAndWithoutItsCoding() throws Exception {
        Site.Work work = (request, response) -> {
            assertThat(request.getHeader("Transfer-Encoding")).isNull();
            assertThat(request.getHeaders("transfer-encoding").hasMoreElements())
                    .isFalse();
            assertThat(Collections.list(request.getHeaderNames()))
                    .doesNotContain("Transfer-Encoding")
                    .contains("Content-Length");
            say(
                    response,
                    request.getContentLength() + " "
                            + text(request.getInputStream().readAllBytes()));
        };
        try (Site site = site().servlet("/app", work).start()) {
            byte[] body = ASKED.getBytes(StandardCharsets.UTF_8);
            var response = site.send(site.to("/app")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
            assertThat(response.body()).isEqualTo(CLAMPED.getBytes(StandardCharsets.UTF_8).length + " " + CLAMPED);
        }
    }

    @Test
    void parametersAreThoseOfTheQueryAndLeaveTheBodyAlone() throws Exception {
        Site.Work work = (request, response) -> {
            assertThat(request.getParameterMap()).containsOnlyKeys("q");
            assertThat(request.getParameter("message")).isNull();
            say(response, text(request.getInputStream().readAllBytes()));
        };
        assertThat(echo(work, ASKED)).isEqualTo(CLAMPED);
    }

    @Test
    void aBodyIsReadOneWayOnly() throws Exception {
        Site.Work work = (request, response) -> {
            assertThat(request.getInputStream()).isSameAs(request.getInputStream());
            assertThatThrownBy(request::getReader).isInstanceOf(IllegalStateException.class);
            say(response, "ok");
        };
        assertThat(echo(work, ASKED)).isEqualTo("ok");
        Site.Work other = (request, response) -> {
            assertThat(request.getReader()).isSameAs(request.getReader());
            assertThatThrownBy(request::getInputStream).isInstanceOf(IllegalStateException.class);
            say(response, "ok");
        };
        assertThat(echo(other, ASKED)).isEqualTo("ok");
    }

    @Test
    void nothingToClampMeansTheSameBytes() throws Exception {
        String asked =
                " { \"message\" : \"\\u0041\\/\" ,\t\"maxOutputTokens\": 5, \"model\":\"mini\",\"retrievalLimit\":0,\"maxSteps\":1}\r\n";
        assertThat(echo(
                        (request, response) ->
                                say(response, text(request.getInputStream().readAllBytes())),
                        asked))
                .isEqualTo(asked);
    }

    @Test
    void aReadListenerGetsTheClampedBytes() throws Exception {
        assertThat(echo(ReplayTest::listen, ASKED)).isEqualTo(CLAMPED);
    }

    @Test
    void aReadListenerNeedsAsync() throws Exception {
        Site.Work work = (request, response) -> {
            assertThatThrownBy(() -> request.getInputStream().setReadListener(new Collecting(request, response)))
                    .isInstanceOf(IllegalStateException.class);
            say(response, "ok");
        };
        assertThat(echo(work, ASKED)).isEqualTo("ok");
    }

    @Test
    void aReadListenerThatFailsHearsOfIt() throws Exception {
        Site.Work work = (request, response) -> {
            request.startAsync();
            request.getInputStream().setReadListener(new Collecting(request, response) {
                @Override
                public void onDataAvailable() {
                    throw new IllegalStateException("planned");
                }
            });
        };
        assertThat(echo(work, ASKED)).isEqualTo("planned");
    }

    private static void listen(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.startAsync();
        request.getInputStream().setReadListener(new Collecting(request, response));
    }

    @Test
    void aRouteThatReadsNoBodyLeavesItUntouched() throws Exception {
        String body = "not json at all";
        Site.Work work = (request, response) -> {
            assertThat(request.getContentLength()).isEqualTo(body.length());
            say(response, text(request.getInputStream().readAllBytes()));
        };
        try (Site site = site().servlet("/plain", work).start()) {
            assertThat(site.post("/plain", body).body()).isEqualTo(body);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Takes four bytes a call, as a listener that relies on being called again. */
    private static class Collecting implements ReadListener {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final HttpServletRequest request;
        private final HttpServletResponse response;

        Collecting(HttpServletRequest request, HttpServletResponse response) {
            this.request = request;
            this.response = response;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] some = new byte[4];
            int count = request.getInputStream().read(some);
            read.write(some, 0, Math.max(0, count));
        }

        @Override
        public void onAllDataRead() throws IOException {
            say(response, text(read.toByteArray()));
            request.getAsyncContext().complete();
        }

        @Override
        public void onError(Throwable failure) {
            try {
                say(response, failure.getMessage());
            } catch (IOException lost) {
                throw new IllegalStateException(lost);
            }
            AsyncContext context = request.getAsyncContext();
            context.complete();
        }
    }
}
