package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.LostClients;
import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams are watched, and get their heartbeats, without a thread for each. */
@Timeout(60)
class ManyStreamsTest extends OnEachContainer {
    private static final int FEW = 20;
    private static final int MANY = 200;

    /** The timer, the sink's, those that write heartbeats, and a few for callbacks. */
    private static final int OF_A_GATE = 12;

    private static final LostClients BEATING = new LostClients(
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            false,
            Duration.ofSeconds(10),
            Duration.ofMillis(250),
            false,
            true);

    private final Queue<AsyncContext> contexts = new ConcurrentLinkedQueue<>();
    private final List<RawClient> clients = new ArrayList<>();

    @Test
    void twoHundredOpenStreamsNeedNoMoreThreadsThanTwenty() throws Exception {
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            response.getOutputStream().print("data: first\n\n");
            response.flushBuffer();
            contexts.add(context);
        };
        Set<Thread> ofOthers = ofFaregate();
        try (Site site = site().lostClients(BEATING).servlet("/app", work).start()) {
            openUntil(FEW, site.port());
            int all = Thread.activeCount();
            openUntil(MANY, site.port());

            Set<Thread> own = ofFaregate();
            own.removeAll(ofOthers);
            assertThat(own).hasSizeLessThanOrEqualTo(OF_A_GATE);
            assertThat(Thread.activeCount()).isLessThan(all + FEW);
            for (RawClient client : clients) {
                client.close();
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(site.record().outcome().reason()).isEqualTo("client_gone");
            }
            contexts.forEach(ManyStreamsTest::complete);
        }
    }

    /** All have got two heartbeats more when it returns. */
    private void openUntil(int count, int port) throws Exception {
        while (clients.size() < count) {
            RawClient client = new RawClient(port);
            clients.add(client);
            client.send(SilentApplication.ask("/app")).readTo("data: first\n\n");
        }
        for (RawClient client : clients) {
            client.readTo(":\n\n");
            client.readTo(":\n\n");
        }
    }

    private static Set<Thread> ofFaregate() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("faregate-"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** The container may have ended it by itself. */
    private static void complete(AsyncContext context) {
        try {
            context.complete();
        } catch (IllegalStateException ended) {
            // as it was to
        }
    }
}
