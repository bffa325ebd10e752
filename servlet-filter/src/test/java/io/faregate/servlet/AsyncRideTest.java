package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.body.Capped;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncRideTest extends OnEachContainer {
    private static final String JSON = "{\"message\":\"a\"}";
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private void fork(Callable<?> work) {
        threads.execute(() -> {
            try {
                work.call();
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    private static String ask(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + JSON.length() + "\r\n\r\n" + JSON;
    }

    @Test
    void aRideGoesOnAfterItsDispatchUntilItIsCompleted() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CompletableFuture<AsyncContext> seen = new CompletableFuture<>();
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            assertThat(request.getAsyncContext()).isSameAs(context);
            response.getOutputStream().print("begun");
            response.flushBuffer();
            fork(() -> {
                mayEnd.await();
                response.getOutputStream().print(" and ended");
                context.complete();
                return seen.complete(context);
            });
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("begun");
            assertThat(site.store.endings).isEmpty();
            mayEnd.countDown();
            client.readTo("and ended");
            UsageRecord record = site.record();
            assertThat(record.outcome().status()).isEqualTo("completed");
            assertThat(record.outcome().httpStatus()).isEqualTo(200);
            seen.get(10, TimeUnit.SECONDS).complete();
            assertThat(site.store.endings).hasSize(1);
        }
    }

    /** The thread that starts does not complete: Undertow, with a guard or without, may then never answer. */
    @Test
    void asyncMayBeStartedOnAnotherThread() throws Exception {
        Site.Work work = (request, response) -> {
            FutureTask<AsyncContext> started = new FutureTask<>(request::startAsync);
            new Thread(started).start();
            AsyncContext context = get(started);
            fork(() -> {
                context.getResponse().getWriter().print("late");
                context.complete();
                return null;
            });
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("late");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    private static <T> T get(Future<T> future) throws IOException {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }

    @Test
    void aTimeoutEndsTheRideAndTellsItsWork() throws Exception {
        CompletableFuture<Inference> seen = new CompletableFuture<>();
        Site.Work work = (request, response) -> {
            request.startAsync().setTimeout(50);
            seen.complete(Inference.of(request::getAttribute));
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).statusCode()).isEqualTo(500);
            UsageRecord record = site.record();
            assertThat(record.outcome().status()).isEqualTo("cancelled");
            assertThat(record.outcome().reason()).isEqualTo("deadline");
            assertThat(seen.get().cancellation().isCancelled()).isTrue();
            assertThat(site.store.endings).containsExactly(io.faregate.budget.Reservation.State.SETTLED);
        }
    }

    @Test
    void anApplicationsOwnTimeoutListenerMayStillAnswer() throws Exception {
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(50);
            context.addListener(new Answering());
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("too slow");
            assertThat(site.record().outcome().reason()).isEqualTo("deadline");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    private static final class Answering implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            event.getAsyncContext().getResponse().getWriter().print("too slow");
            event.getAsyncContext().complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }

    @Test
    void aClientThatLeavesMidStreamCancelsTheRideAndEndsItOnce() throws Exception {
        CompletableFuture<CancelReason> why = new CompletableFuture<>();
        CompletableFuture<Throwable> later = new CompletableFuture<>();
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            request.startAsync();
            CancellationToken token = Inference.of(request::getAttribute).cancellation();
            token.onCancel(() -> why.complete(token.reason().orElseThrow()));
            fork(() -> {
                while (true) {
                    try {
                        response.getOutputStream().print("data: x\n\n");
                        response.flushBuffer();
                    } catch (IOException gone) {
                        break;
                    }
                }
                try {
                    response.getOutputStream().print("more");
                } catch (IOException | RuntimeException failure) {
                    later.complete(failure);
                }
                return null;
            });
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: x\n\n");
            client.reset();
            assertThat(why.get(10, TimeUnit.SECONDS)).isEqualTo(CancelReason.CLIENT_GONE);
            assertThat(later.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            UsageRecord record = site.record();
            assertThat(record.outcome().status()).isEqualTo("cancelled");
            assertThat(record.outcome().reason()).isEqualTo("client_gone");
            assertThat(record.outcome().httpStatus()).isEqualTo(200);
            assertThat(site.store.endings).hasSize(1);
        }
    }

    @Test
    void aClientThatLeavesASyncStreamCancelsTheRideAndEndsItOnce() throws Exception {
        Site.Work work = (request, response) -> {
            response.setContentType("text/event-stream");
            while (true) {
                response.getWriter().print("data: x\n\n");
                if (response.getWriter().checkError()) {
                    response.setStatus(500);
                    return;
                }
            }
        };
        try (Site site = site().servlet("/app", work).start();
                RawClient client = new RawClient(site.port())) {
            client.send(ask("/app")).readTo("data: x\n\n");
            client.reset();
            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("client_gone");
            assertThat(record.outcome().httpStatus()).isEqualTo(200);
            assertThat(site.store.endings).containsExactly(io.faregate.budget.Reservation.State.SETTLED);
        }
    }

    @Test
    void theDeadlineEndsAnAsyncRideThatNobodyCompletes() throws Exception {
        Site.Work work = (request, response) -> request.startAsync().setTimeout(0);
        try (Site site = site().cap(Capped.DURATION, 200).servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).contains("\"reason\":\"ride_ended\"");
            UsageRecord record = site.record();
            assertThat(record.outcome().reason()).isEqualTo("deadline");
            assertThat(record.costs().settled())
                    .as("its provider may have been at work")
                    .isEqualTo(record.costs().held());
            assertThat(site.store.endings).containsExactly(io.faregate.budget.Reservation.State.SETTLED);
        }
    }

    @Test
    void theDeadlineEndsABegunStreamWithAnEvent() throws Exception {
        Site.Work work = (request, response) -> {
            request.startAsync().setTimeout(0);
            response.setContentType("text/event-stream");
            response.getOutputStream().print("data: half");
            response.flushBuffer();
        };
        try (Site site = site().cap(Capped.DURATION, 200).servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .startsWith("data: half\n\nevent: error\n")
                    .endsWith("\n\n");
            assertThat(site.record().outcome().httpStatus()).isEqualTo(200);
        }
    }

    @Test
    void anApplicationThatEndsByItselfAfterTheDeadlineIsLeftAlone() throws Exception {
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            Inference.of(request::getAttribute).cancellation().onCancel(() -> {
                try {
                    response.getWriter().print("sorry, that took too long");
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
                context.complete();
            });
        };
        try (Site site = site().cap(Capped.DURATION, 200).servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("sorry, that took too long");
            assertThat(site.record().outcome().reason()).isEqualTo("deadline");
        }
    }

    @Test
    void workGivenToTheContainerMayEndWithARideThatIsOver() throws Exception {
        Site.Work work = (request, response) -> request.startAsync().start(() -> {
            throw new RideOverException(Reason.RIDE_SPENT, "caps.steps", "no more steps");
        });
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("no more steps");
            assertThat(site.record().outcome().rule()).isEqualTo("caps.steps");
        }
    }

    @Test
    void aFailureInARedispatchEndsTheRide() throws Exception {
        Site.Work work = (request, response) -> {
            if (request.getAttribute("again") == null) {
                request.setAttribute("again", true);
                request.startAsync().dispatch();
            } else {
                throw new ServletException("planned");
            }
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).statusCode()).isEqualTo(500);
            UsageRecord record = site.record();
            assertThat(record.outcome().status()).isEqualTo("failed");
            assertThat(site.store.endings).containsExactly(io.faregate.budget.Reservation.State.RELEASED);
        }
    }

    @Test
    void aRideThatIsOverInARedispatchIsAnswered() throws Exception {
        Site.Work work = (request, response) -> {
            if (request.getAttribute("again") == null) {
                request.setAttribute("again", true);
                request.startAsync().dispatch();
            } else {
                request.startAsync();
                throw new ServletException(new RideOverException(Reason.RIDE_SPENT, "caps.steps", "no more steps"));
            }
        };
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("no more steps");
            site.record();
            assertThat(site.store.endings).hasSize(1);
        }
    }

    @Test
    void fiftyRidesAtOnceEndOnceEach() throws Exception {
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            fork(() -> {
                response.getWriter().print("x");
                context.complete();
                return null;
            });
        };
        try (Site site = site().servlet("/app", work).start()) {
            var request = site.to("/app")
                    .header("Content-Type", "application/json")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(JSON))
                    .build();
            var all = java.util.stream.Stream.generate(() -> site.client().sendAsync(request, BodyHandlers.ofString()))
                    .limit(50)
                    .toList();
            for (var one : all) {
                assertThat(one.get(10, TimeUnit.SECONDS).body()).isEqualTo("x");
            }
            for (int i = 0; i < 50; i++) {
                assertThat(site.record().outcome().status()).isEqualTo("completed");
            }
            assertThat(site.store.endings).hasSize(50);
        }
    }
}
