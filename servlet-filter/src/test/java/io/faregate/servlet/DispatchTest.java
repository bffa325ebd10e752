package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.budget.Reservation.State;
import io.faregate.containers.Containers;
import io.faregate.ride.RideOverException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DispatchTest extends OnEachContainer {
    private static final String JSON = "{\"message\":\"a\"}";

    @Test
    void anAdmittedRequestCarriesItsRideAndEndsOnce() throws Exception {
        Site.Work work = (request, response) -> {
            Inference inference = Inference.of(request::getAttribute);
            assertThat(response.getHeader(ServletRide.ID_HEADER)).isEqualTo(inference.id());
            response.getWriter().print(inference.maxOutputTokens());
        };
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            assertThat(response.body()).isEqualTo("800");
            var record = site.record();
            assertThat(response.headers().firstValue(ServletRide.ID_HEADER)).hasValue(record.rideId());
            assertThat(record.outcome().status()).isEqualTo("completed");
            assertThat(record.outcome().httpStatus()).isEqualTo(200);
            assertOneRide(site);
        }
    }

    @Test
    void aFilterDeclaredTwiceChargesOnce() throws Exception {
        try (Site site = site().filterTwice()
                .servlet("/app", (request, response) -> response.getWriter().print("ok"))
                .start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("ok");
            site.record();
            assertOneRide(site);
        }
    }

    @Test
    void aForwardFromAGuardedPathChargesOnce() throws Exception {
        try (Site site = site().servlet(
                        "/app",
                        (request, response) ->
                                request.getRequestDispatcher("/chat").forward(request, response))
                .servlet(
                        "/chat",
                        (request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes()))
                .start()) {
            assertThat(site.post("/app", JSON).body()).contains("\"maxOutputTokens\":800");
            assertThat(site.record().route()).isEqualTo("/app");
            assertOneRide(site);
        }
    }

    @Test
    void aForwardFromAnUnguardedPathIsGuarded() throws Exception {
        try (Site site = site().servlet(
                        "/open",
                        (request, response) ->
                                request.getRequestDispatcher("/app").forward(request, response))
                .servlet(
                        "/app",
                        (request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes()))
                .start()) {
            assertThat(site.post("/open", JSON).body()).contains("\"maxOutputTokens\":800");
            assertThat(site.record().route()).isEqualTo("/app");
            assertThat(site.post("/open", "{}").statusCode()).isEqualTo(400);
            assertThat(site.record().outcome().status()).isEqualTo("refused");
        }
    }

    @Test
    void anIncludeFromAGuardedPathChargesOnce() throws Exception {
        try (Site site = site().servlet("/app", (request, response) -> {
                    response.getWriter().print("a");
                    request.getRequestDispatcher("/plain").include(request, response);
                    response.getWriter().print("c");
                })
                .servlet("/plain", (request, response) -> response.getWriter().print("b"))
                .start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("abc");
            site.record();
            assertOneRide(site);
        }
    }

    @Test
    void anIncludeOfAGuardedPathIsGuardedAndItsRefusalIsThePages() throws Exception {
        try (Site site = site().servlet("/open", DispatchTest::page)
                .servlet("/app", (request, response) -> {
                    response.getOutputStream().write("mödel".getBytes(StandardCharsets.UTF_8));
                    response.flushBuffer();
                })
                .start()) {
            assertThat(site.post("/open", JSON).body()).isEqualTo("page:mödel.");
            assertThat(site.record().route()).isEqualTo("/app");
            assertOneRide(site);
            assertThat(site.post("/open", "{}").body()).isEqualTo("page:INVALID_VALUE.");
            assertThat(site.record().outcome().status()).isEqualTo("refused");
            assertOneRide(site);
        }
    }

    /** A page that has taken the writer, and includes a guarded path. */
    private static void page(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().print("page:");
        try {
            request.getRequestDispatcher("/app").include(request, response);
        } catch (RuntimeException failure) {
            // Undertow wraps what an include throws
            Throwable refused = failure.getCause() == null ? failure : failure.getCause();
            response.getWriter().print(((RideOverException) refused).reason());
        }
        response.getWriter().print(".");
    }

    @Test
    void aSecondIncludeAfterTheFirstRideEndedRidesForItself() throws Exception {
        Site.Work page = (request, response) -> {
            response.getWriter().print("1");
            request.getRequestDispatcher("/plain").include(request, response);
            request.getRequestDispatcher("/plain").include(request, response);
        };
        try (Site site = site().servlet("/open", page)
                .servlet(
                        "/plain",
                        (request, response) -> response.getWriter()
                                .print(Inference.of(request::getAttribute).id().isEmpty() ? "-" : "+"))
                .start()) {
            assertThat(site.post("/open", "").body()).isEqualTo("1++");
            assertThat(site.record().rideId()).isNotEqualTo(site.record().rideId());
            assertThat(site.store.reserved).hasValue(2);
            assertThat(site.store.endings).hasSize(2);
        }
    }

    @Test
    void anAsyncRedispatchKeepsTheRideAndItsWrappers() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        Site.Work work = (request, response) -> {
            if (rounds.incrementAndGet() < 3) {
                AsyncContext context = request.startAsync();
                context.start(context::dispatch);
                return;
            }
            assertThat(request.getDispatcherType()).isEqualTo(DispatcherType.ASYNC);
            String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            response.getWriter().print(Inference.of(request::getAttribute).id() + body);
        };
        try (Site site = site().servlet("/app", work).start()) {
            var response = site.post("/app", JSON);
            var record = site.record();
            assertThat(response.body()).startsWith(record.rideId()).contains("\"maxOutputTokens\":800");
            assertThat(record.outcome().status()).isEqualTo("completed");
            assertThat(rounds).hasValue(3);
            assertOneRide(site);
        }
    }

    @Test
    void anAsyncDispatchBeforeTheServletReturnsDoesNotEndTheRide() throws Exception {
        AtomicInteger rounds = new AtomicInteger();
        Site.Work work = (request, response) -> {
            if (rounds.incrementAndGet() == 1) {
                request.startAsync().dispatch();
                return;
            }
            Inference inference = Inference.of(request::getAttribute);
            inference.step();
            response.getWriter().print("stepped");
        };
        try (Site site = site().servlet("/app", work).start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("stepped");
            site.record();
            assertOneRide(site);
        }
    }

    @Test
    void anErrorPageBehindTheSameFilterIsNotChargedAgain() throws Exception {
        try (Site site = site()) {
            site.errorPage(500, "/plain")
                    .errorPage(502, "/plain")
                    .servlet("/app", (request, response) -> {
                        if (request.getParameter("q") != null) {
                            throw new IllegalStateException("planned");
                        }
                        response.sendError(502);
                    })
                    .servlet(
                            "/plain",
                            (request, response) -> response.getWriter().print("sorry"))
                    .start();
            var thrown = site.post("/app?q=throw", JSON);
            assertThat(thrown.statusCode()).isEqualTo(500);
            assertThat(thrown.body()).isEqualTo("sorry");
            assertThat(site.record().outcome().status()).isEqualTo("failed");
            var sent = site.post("/app", JSON);
            assertThat(sent.statusCode()).isEqualTo(502);
            assertThat(sent.body()).isEqualTo("sorry");
            assertThat(site.record().outcome().httpStatus()).isEqualTo(502);
            assertThat(site.store.reserved).hasValue(2);
            assertThat(site.store.endings).hasSize(2);
        }
    }

    /** Jetty has dropped the body before it shows an error page: one that reads JSON would be refused there. */
    @Test
    void anErrorPageThatIsGuardedRidesOnce() throws Exception {
        try (Site site = site().errorPage(502, "/plain")
                .servlet("/open", (request, response) -> response.sendError(502))
                .servlet("/plain", (request, response) -> response.getWriter().print("a model's sorry"))
                .start()) {
            var response = site.post("/open", JSON);
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEqualTo("a model's sorry");
            assertThat(site.record().route()).isEqualTo("/plain");
            assertOneRide(site);
        }
    }

    @Test
    void anAsyncDispatchToAGuardedPathRidesOnce() throws Exception {
        try (Site site = site().servlet(
                        "/open", (request, response) -> request.startAsync().dispatch("/app"))
                .servlet(
                        "/app",
                        (request, response) -> response.getOutputStream()
                                .write(request.getInputStream().readAllBytes()))
                .start()) {
            assertThat(site.post("/open", JSON).body()).contains("\"maxOutputTokens\":800");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            assertOneRide(site);
            assertThat(site.post("/open", "{}").statusCode()).isEqualTo(400);
            assertThat(site.record().outcome().status()).isEqualTo("refused");
            assertOneRide(site);
        }
    }

    @Test
    void anAsyncDispatchFromAGuardedPathToAnotherRidesOnce() throws Exception {
        try (Site site = site().servlet(
                        "/app", (request, response) -> request.startAsync().dispatch("/plain"))
                .servlet("/plain", (request, response) -> response.getWriter().print("there"))
                .start()) {
            assertThat(site.post("/app", JSON).body()).isEqualTo("there");
            assertThat(site.record().route()).isEqualTo("/app");
            assertOneRide(site);
        }
    }

    /** Jetty from ee10 on says that it is not supported, and starts all the same. */
    @Test
    void aFilterWithoutAsyncMakesTheStartFailAndTheRideEnds() throws Exception {
        try (Site site = site().before((request, response, chain) -> chain.doFilter(request, response))
                .noAsyncBefore()
                .servlet("/app", (request, response) -> {
                    assertThat(request.isAsyncSupported()).isFalse();
                    request.startAsync().complete();
                })
                .servlet("/plain", (request, response) -> response.getWriter().print("well"))
                .start()) {
            boolean isStarted = site.post("/app", JSON).statusCode() == 200;
            assertThat(isStarted).isIn(container == Containers.JETTY, false);
            assertThat(site.record().outcome().status()).isEqualTo(isStarted ? "completed" : "failed");
            assertThat(site.store.endings).containsExactly(isStarted ? State.SETTLED : State.RELEASED);
            assertThat(site.post("/plain", "").body()).isEqualTo("well");
            assertThat(site.record().outcome().status()).isEqualTo("completed");
        }
    }

    @Test
    void aPageThatIsAskedForWithHeadIncludesNothingOfAGuardedPath() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        try (Site site = site().servlet("/open", (request, response) -> {
                    request.getRequestDispatcher("/plain").include(request, response);
                    response.setHeader("X-Page", "done");
                })
                .servlet("/plain", (request, response) -> reached.incrementAndGet())
                .start()) {
            var response =
                    site.send(site.to("/open").method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("X-Page")).hasValue("done");
            assertThat(reached).hasValue(0);
        }
    }

    private static void assertOneRide(Site site) {
        assertThat(site.store.reserved).hasValue(1);
        assertThat(site.store.endings).hasSize(1);
    }
}
