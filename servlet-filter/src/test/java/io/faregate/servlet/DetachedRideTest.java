package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.budget.Reservation;
import io.faregate.integrations.Streams;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that goes on behind a 202: whatever becomes of the response and its client, it is settled once, when it ends. */
@Timeout(60)
class DetachedRideTest extends OnEachContainer {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String ANSWER = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"gate\"}}],"
            + "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";

    private final Relay relay = new Relay();
    private final ExecutorService queue = Executors.newCachedThreadPool();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final CompletableFuture<ServletRide> accepted = new CompletableFuture<>();
    private final Reply late = Streams.late(mayAnswer, Reply.json(200, ANSWER));

    @AfterEach
    void stop() {
        queue.shutdownNow();
    }

    /** Asks the provider behind a 202, after which the rest of the servlet comes. */
    private Site accepting(FakeProvider provider, Duration duration, Site.Work rest) {
        return site().lostClients(SilentApplication.QUIET).servlet("/app", (request, response) -> {
            Inference ride = Inference.of(request::getAttribute);
            ride.detach(duration);
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            accepted.complete((ServletRide) request.getAttribute(ServletRide.ATTRIBUTE));
            queue.execute(() -> work(ride, provider));
            rest.run(request, response);
        });
    }

    private void work(Inference ride, FakeProvider provider) {
        try (ride) {
            relay.call(ride, provider, false, BodyHandlers.ofString());
        } catch (IOException | RideOverException late) {
            // its duration has passed
        }
    }

    private void assertWorkGoesOn(Site site) throws Exception {
        assertThat(accepted.get().ride().cancellation().isCancelled()).isFalse();
        assertThat(site.store.endings).isEmpty();
        mayAnswer.countDown();
        UsageRecord record = site.record();
        assertThat(record.outcome().status()).isEqualTo("completed");
        assertThat(record.outcome().reason()).isEmpty();
        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(record.costs().settled().nanos()).isEqualTo(34);
        assertThat(site.store.endings).containsExactly(Reservation.State.SETTLED);
    }

    private static void assertAccepted(RawClient client) throws IOException {
        assertThat(client.send(SilentApplication.ask("/app")).readTo("\r\n\r\n"))
                .startsWith("HTTP/1.1 202");
    }

    /** Added behind the ride's own listener, which has heard of it then. */
    private static AsyncListener onTimeout(CountDownLatch told) {
        return new AsyncListener() {
            @Override
            public void onTimeout(AsyncEvent event) {
                told.countDown();
            }

            @Override
            public void onComplete(AsyncEvent event) {}

            @Override
            public void onError(AsyncEvent event) {}

            @Override
            public void onStartAsync(AsyncEvent event) {}
        };
    }

    @Test
    void aClientThatLeavesBehindItsAnswerStopsNothing() throws Exception {
        try (FakeProvider provider = new FakeProvider(late);
                Site site = accepting(provider, LONG, (request, response) -> {}).start();
                RawClient client = new RawClient(site.port())) {
            assertAccepted(client);
            client.reset();
            assertThat(provider.bodies().poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();

            assertWorkGoesOn(site);
        }
    }

    @Test
    void neitherDoesOneThatIsSeenToLeaveWhileTheResponseIsOpen() throws Exception {
        try (FakeProvider provider = new FakeProvider(late);
                Site site = accepting(provider, LONG, (request, response) -> {
                            request.startAsync().setTimeout(0);
                            response.flushBuffer();
                        })
                        .start();
                RawClient client = new RawClient(site.port())) {
            assertAccepted(client);
            client.reset();
            long until = System.nanoTime() + Site.PATIENCE.toNanos();
            while (!accepted.get().isGone()) {
                assertThat(System.nanoTime()).isLessThan(until);
                Thread.onSpinWait();
            }

            assertWorkGoesOn(site);
        }
    }

    /** It ends the response that the application forgot, which nobody's work waits for any more. */
    @Test
    void neitherDoesTheTimeOutOfTheContainer() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (FakeProvider provider = new FakeProvider(late);
                Site site = accepting(provider, LONG, (request, response) -> {
                            AsyncContext context = request.startAsync();
                            context.setTimeout(50);
                            context.addListener(onTimeout(told));
                            response.flushBuffer();
                        })
                        .start();
                RawClient client = new RawClient(site.port())) {
            assertAccepted(client);
            assertThat(told.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertWorkGoesOn(site);
        }
    }

    @Test
    void atItsDurationItEndsItsProviderStopsAndWhatWasHeldIsPaid() throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.silence());
                Site site = accepting(provider, Duration.ofMillis(200), (request, response) -> {})
                        .start();
                RawClient client = new RawClient(site.port())) {
            assertAccepted(client);
            client.reset();

            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("deadline");
            assertThat(record.outcome().httpStatus()).isEqualTo(202);
            assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
            assertThat(record.costs().settled()).isEqualTo(record.costs().held());
            assertThat(provider.isClosedByClientWithin(Site.PATIENCE)).isTrue();
            assertThat(site.store.endings).containsExactly(Reservation.State.SETTLED);
        }
    }
}
