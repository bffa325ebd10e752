package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.body.Capped;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StreamTest extends OnEachContainer {
    private static final String JSON = "{\"message\":\"a\"}";

    private static String ask(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + JSON.length() + "\r\n\r\n" + JSON;
    }

    private interface Event {
        void send(HttpServletResponse response, String data) throws IOException;
    }

    private void assertEachEventArrivesAlone(Event event) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream;charset=utf-8");
            event.send(response, "gr\u00fc\u00df");
            await(first);
            event.send(response, "two");
            await(second);
            event.send(response, "three");
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            assertThat(client.send(ask("/app")).readTo("\u00c3\u009f\n\n")).contains("data: gr");
            first.countDown();
            client.readTo("data: two\n\n");
            assertThat(site.store.endings).isEmpty();
            second.countDown();
            client.readTo("data: three\n\n");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody went on");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    @Test
    void eventsOfTheWriterArriveWhenItIsFlushed() throws Exception {
        assertEachEventArrivesAlone((response, data) -> {
            response.getWriter().print("data: " + data + "\n\n");
            response.getWriter().flush();
        });
    }

    @Test
    void eventsOfTheStreamArriveWhenItIsFlushed() throws Exception {
        assertEachEventArrivesAlone((response, data) -> {
            response.getOutputStream().write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
            response.getOutputStream().flush();
        });
    }

    @Test
    void eventsArriveWhenTheBufferIsFlushed() throws Exception {
        assertEachEventArrivesAlone((response, data) -> {
            response.getWriter().print("data: " + data + "\n\n");
            response.flushBuffer();
        });
    }

    /** Writes events until the ride tells it to stop. */
    private static Site.Work endless(Event event) {
        return (request, response) -> {
            response.setContentType("text/event-stream");
            Inference inference = Inference.of(request::getAttribute);
            while (true) {
                event.send(response, "x");
                inference.cancellation().throwIfCancelled();
            }
        };
    }

    @Test
    void theDeadlineIsTheLastEventOfTheWriter() throws Exception {
        assertLastEvent(endless((response, data) -> {
            response.getWriter().print("data: " + data + "\n\n");
            response.flushBuffer();
        }));
    }

    @Test
    void theDeadlineIsTheLastEventOfTheStream() throws Exception {
        assertLastEvent(endless((response, data) -> {
            response.getOutputStream().print("data: " + data + "\n\n");
            response.flushBuffer();
        }));
    }

    private void assertLastEvent(Site.Work work) throws Exception {
        try (Site site = site().cap(Capped.DURATION, 200).servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.statusCode()).isEqualTo(200);
            String body = response.body();
            String last = body.substring(body.lastIndexOf("data: x\n\n") + 9);
            assertThat(last)
                    .startsWith("event: error\ndata: {")
                    .contains("\"reason\":\"ride_ended\"")
                    .endsWith("}\n\n");
            assertThat(last.split("\n\n")).hasSize(1);
            assertThat(site.record().outcome().reason()).isEqualTo("deadline");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    /** Jersey says how long a short stream is before it says that it is one. */
    @Test
    void aLengthIsForgottenWhenTheTypeBehindItIsThatOfAStream() throws Exception {
        String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}\n\n";
        Site.Work sized = (request, response) -> {
            response.setContentLength(usage.length() + "data: [DONE]\n\n".length());
            response.setContentType("text/event-stream");
            response.getOutputStream().print(usage + "data: [DONE]\n\n");
        };
        try (Site site = site().servlet("/chat", sized).start()) {
            var response = site.post(
                    "/chat",
                    "{\"model\":\"mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
            assertThat(response.body()).isEqualTo("data: [DONE]\n\n");
        }
    }

    @Test
    void aLengthThatIsDeclaredBeforeTheTypeIsSentWithAnyOther() throws Exception {
        Site.Work sized = (request, response) -> {
            response.setContentLength(2);
            response.setContentType("application/json");
            response.getOutputStream().print("{}");
        };
        try (Site site = site().servlet("/app", sized).start()) {
            assertThat(site.post("/app", JSON).headers().firstValue("Content-Length"))
                    .hasValue("2");
        }
    }

    @Test
    void aWriteListenerWritesAllAndEndsOnce() throws Exception {
        int pieces = 2_000;
        String piece = "p".repeat(1024);
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            ServletOutputStream out = response.getOutputStream();
            AtomicInteger sent = new AtomicInteger();
            out.setWriteListener(new Pieces(out, piece, () -> sent.incrementAndGet() <= pieces, context));
        };
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.body()).hasSize(pieces * piece.length()).matches("p+");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    @Test
    void aWriteListenerHearsOfALostClientAndSoDoesTheRide() throws Exception {
        CompletableFuture<CancelReason> why = new CompletableFuture<>();
        CompletableFuture<Throwable> heard = new CompletableFuture<>();
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            CancellationToken token = Inference.of(request::getAttribute).cancellation();
            token.onCancel(() -> why.complete(token.reason().orElseThrow()));
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new Pieces(out, "data: x\n\n", () -> true, context) {
                @Override
                public void onError(Throwable failure) {
                    heard.complete(failure);
                    super.onError(failure);
                }
            });
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: x\n\n");
            client.reset();
            assertThat(why.get(10, TimeUnit.SECONDS)).isEqualTo(CancelReason.CLIENT_GONE);
            assertThat(heard.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            assertThat(site.record().outcome().reason()).isEqualTo("client_gone");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    @Test
    void aWriteListenerMayFindTheRideOver() throws Exception {
        Site.Work work = (request, response) -> {
            Inference inference = Inference.of(request::getAttribute);
            AsyncContext context = request.startAsync();
            response.getOutputStream()
                    .setWriteListener(new Pieces(response.getOutputStream(), "x", () -> false, context) {
                        @Override
                        public void onWritePossible() {
                            inference.cancellation().cancel(CancelReason.APPLICATION);
                            inference.cancellation().throwIfCancelled();
                        }
                    });
        };
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("\"reason\":\"ride_ended\"");
            assertThat(site.record().outcome().reason()).isEqualTo("application");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    /** A client that reads nothing, as long as the listener may not write. */
    @Test
    void aStreamThatIsNotReadyIsNotWritten() throws Exception {
        CompletableFuture<Integer> full = new CompletableFuture<>();
        AtomicInteger sent = new AtomicInteger();
        String piece = "p".repeat(64 * 1024);
        int most = 2_000;
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new Pieces(out, piece, () -> sent.get() < most, context) {
                @Override
                public void onWritePossible() throws IOException {
                    while (out.isReady()) {
                        if (sent.incrementAndGet() > most) {
                            context.complete();
                            return;
                        }
                        out.print(piece);
                    }
                    full.complete(sent.get());
                }
            });
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("\r\n\r\n");
            assertThat(full.get(10, TimeUnit.SECONDS)).isLessThan(most);
            assertThat(site.store.endings).isEmpty();
            client.reset();
            assertThat(site.record().outcome().reason()).isEqualTo("client_gone");
        }
    }

    @Test
    void whatIsWrittenAfterCompleteInTheSameDispatchStillGoesOut() throws Exception {
        Site.Work work = (request, response) -> {
            request.startAsync().complete();
            response.getOutputStream().print("and this");
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("and this");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    /** Writes pieces as long as there are any and the stream is ready. */
    private static class Pieces implements WriteListener {
        private final ServletOutputStream out;
        private final String piece;
        private final java.util.function.BooleanSupplier more;
        private final AsyncContext context;

        Pieces(ServletOutputStream out, String piece, java.util.function.BooleanSupplier more, AsyncContext context) {
            this.out = out;
            this.piece = piece;
            this.more = more;
            this.context = context;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                if (!more.getAsBoolean()) {
                    context.complete();
                    return;
                }
                out.print(piece);
            }
        }

        @Override
        public void onError(Throwable failure) {
            context.complete();
        }
    }
}
