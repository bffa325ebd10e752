package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container gives its objects to the next request while a write to a client that left still fails in them. */
@Timeout(120)
class DyingNeighboursTest extends OnEachContainer {
    private static final int STREAMS = 60;
    private static final int AT_ONCE = 12;
    private static final int EVENTS = 12;

    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        writers.shutdownNow();
        clients.shutdownNow();
    }

    private void stream(AsyncContext context, ServletResponse response) {
        try {
            for (int i = 0; i < EVENTS; i++) {
                response.getOutputStream().print("data: x\n\n");
                response.flushBuffer();
                assertThat(never.await(3, TimeUnit.MILLISECONDS)).isFalse();
            }
            response.getOutputStream().print("data: last\n\n");
        } catch (IOException | InterruptedException lost) {
            // its client has left
        }
        context.complete();
    }

    private String living(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(SilentApplication.ask("/app")).readTo("data: last\n\n");
        }
    }

    private String dying(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.send(SilentApplication.ask("/app")).readTo("data: x\n\n");
        client.reset();
        return "";
    }

    @Test
    void noLivingStreamFailsWhenItsNeighboursDie() throws Exception {
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            response.setContentType("text/event-stream");
            writers.execute(() -> stream(context, response));
        };
        try (Site site = site().servlet("/app", work).start()) {
            int port = site.port();
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                all.add(clients.submit(() -> dying(port)));
                all.add(clients.submit(() -> living(port)));
            }
            int living = 0;
            for (Future<String> one : all) {
                living += one.get().isEmpty() ? 0 : 1;
            }
            assertThat(living).isEqualTo(STREAMS);
            int completed = 0;
            for (int i = 0; i < 2 * STREAMS; i++) {
                completed += site.record().outcome().reason().isEmpty() ? 1 : 0;
            }
            assertThat(completed).isGreaterThanOrEqualTo(STREAMS);
            assertThat(site.store.endings).hasSize(2 * STREAMS);
        }
    }
}
