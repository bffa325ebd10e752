package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.budget.Reservation;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import io.faregate.usage.UsageSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application that is stopped while it rides, as for another version of it: its filter ends what runs. */
@Timeout(60)
class ShutdownTest extends OnEachContainer {
    private static final String DELTA = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"gate\"}}]}";

    private final Relay relay = new Relay(Relay.ASKING_FOR_USAGE);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch workEnded = new CountDownLatch(1);

    /** What an application is in the midst of. */
    @SuppressWarnings("ImmutableEnumChecker") // a reply keeps nothing but its pieces
    private enum Riding {
        STREAMING(Reply.openEvents(DELTA), "gate", UsageSource.DELIVERED) {
            @Override
            void ride(ShutdownTest app, FakeProvider provider, HttpServletRequest request, HttpServletResponse response)
                    throws IOException {
                try {
                    app.relay.stream(Inference.of(request::getAttribute), provider, response);
                } finally {
                    app.workEnded.countDown();
                }
            }
        },
        BLOCKING(Reply.silence(), "", UsageSource.HOLD) {
            @Override
            void ride(ShutdownTest app, FakeProvider provider, HttpServletRequest request, HttpServletResponse response)
                    throws IOException {
                app.await(Inference.of(request::getAttribute), provider);
            }
        },
        ASYNC(Reply.silence(), "", UsageSource.HOLD) {
            @Override
            void ride(
                    ShutdownTest app, FakeProvider provider, HttpServletRequest request, HttpServletResponse response) {
                Inference ride = Inference.of(request::getAttribute);
                AsyncContext context = request.startAsync();
                app.threads.execute(() -> {
                    try {
                        app.await(ride, provider);
                    } catch (IOException | RideOverException stopped) {
                        context.complete();
                    }
                });
            }
        };

        private final Reply reply;
        private final String seen;
        private final UsageSource source;

        Riding(Reply reply, String seen, UsageSource source) {
            this.reply = reply;
            this.seen = seen;
            this.source = source;
        }

        abstract void ride(
                ShutdownTest app, FakeProvider provider, HttpServletRequest request, HttpServletResponse response)
                throws IOException;
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Waits for an answer that never comes. */
    private void await(Inference ride, FakeProvider provider) throws IOException {
        try {
            relay.call(ride, provider, false, BodyHandlers.ofString());
        } finally {
            workEnded.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRideThatRunsIsSettledOnceAndItsProviderStops(Riding how) throws Exception {
        try (FakeProvider provider = new FakeProvider(how.reply);
                Site site = site().ownGate()
                        .servlet("/app", (request, response) -> how.ride(this, provider, request, response))
                        .start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app")).readTo(how.seen);
            assertThat(provider.bodies().poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();

            site.stopApplication();

            assertThat(provider.isClosedByClientWithin(Site.PATIENCE)).isTrue();
            assertThat(workEnded.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(site.store.endings).containsExactly(Reservation.State.SETTLED);
            assertThat(site.records).singleElement().satisfies(record -> {
                assertThat(record.outcome().reason()).isEqualTo("shutdown");
                assertThat(record.outcome().status()).isEqualTo("cancelled");
                assertThat(record.costs().source()).isEqualTo(how.source);
                assertThat(record.costs().settled().nanos()).isPositive();
            });
        }
    }
}
