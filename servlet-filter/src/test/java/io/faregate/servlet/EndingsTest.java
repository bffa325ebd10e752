package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.Inference;
import io.faregate.body.Capped;
import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Window.Period;
import io.faregate.containers.Container;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.Caller;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However a ride ends, nothing stays held: neither money nor a place among those that run at once. */
class EndingsTest extends OnEachContainer {
    private static final int PLACES = 5;
    private static final Caller CALLER = new Caller(null, null, null, "127.0.0.1", Map.of());
    private static final String BODY = "{\"message\":\"a\"}";

    private final Faregate faregate = Faregate.builder().policy(policy()).build();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore goOn = new Semaphore(0);
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private Container server;

    private static Policy policy() {
        return Policy.builder()
                .costs(model -> Optional.of(usage -> Optional.of(new Money(usage.get(Unit.OUTPUT_TOKENS)))))
                .limit(Limits.per(Dimension.IP).cost("1").every(Period.DAY))
                .limit(Limits.per(Dimension.IP).concurrent(PLACES))
                .route(
                        "/app",
                        route -> route.anyone()
                                .use("mini")
                                .cap(Capped.OUTPUT_TOKENS, 100, 100)
                                .allowQuery(
                                        "stream",
                                        "exception",
                                        "error",
                                        "timeout",
                                        "interrupt",
                                        "twice",
                                        "at-once",
                                        "plain"))
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        server = container.make();
        server.filter(new Container.Added(
                "faregate", new FaregateFilter(faregate), "/*", EnumSet.allOf(DispatcherType.class), true, Map.of()));
        Servlet servlet = new Site.Worker(this::work);
        server.servlet("/app", servlet, null);
        server.start();
    }

    @AfterEach
    void stop() {
        goOn.release(1_000);
        server.close();
        faregate.close();
    }

    private void work(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        switch (String.valueOf(request.getQueryString())) {
            case "stream" -> stream(response);
            case "exception" -> throw new IllegalStateException("planned");
            case "error" -> throw new StackOverflowError("planned");
            case "timeout" -> request.startAsync().setTimeout(50);
            case "interrupt" -> Thread.currentThread().interrupt();
            case "twice" -> twice(request, response);
            case "at-once" -> request.startAsync().complete();
            default -> Inference.of(request::getAttribute).record("mini", Usage.of(1, 7));
        }
    }

    private void twice(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute("again") == null) {
            request.setAttribute("again", true);
            request.startAsync().dispatch();
        } else {
            response.getWriter().print("again");
        }
    }

    /** Writes until the client is gone, or the test lets it end. */
    private void stream(HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        response.getOutputStream().print("data: begun\n\n");
        response.flushBuffer();
        begun.release();
        try {
            while (!goOn.tryAcquire(5, TimeUnit.MILLISECONDS)) {
                response.getOutputStream().print("data: more\n\n");
                response.flushBuffer();
            }
        } catch (InterruptedException stopped) {
            interrupted.set(true);
        }
    }

    private RawClient ask(String query) throws IOException {
        return new RawClient(server.port())
                .send("POST /app?" + query
                        + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
    }

    /** What the container says; it only hangs up when its thread was interrupted. */
    private String answer(String query) throws IOException {
        try (RawClient client = ask(query)) {
            return client.readToEnd();
        }
    }

    private Balance balance(String measure) {
        return faregate.balance(CALLER).stream()
                .filter(balance -> balance.limit().measure().key().equals(measure))
                .findFirst()
                .orElseThrow();
    }

    private void assertNothingIsHeld() {
        long until = System.nanoTime() + Site.PATIENCE.toNanos();
        while (balance("cost").held() + balance("concurrent").held() > 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(balance("cost").held()).isZero();
        assertThat(balance("concurrent").held()).isZero();
    }

    @Test
    void everyEndingGivesBackWhatWasHeld() throws Exception {
        for (String query : List.of("exception", "error", "timeout", "interrupt", "twice", "at-once", "plain")) {
            for (int i = 0; i < PLACES + 2; i++) {
                // not anywhere in it: an id or a stack trace may have that number
                assertThat(answer(query)).as(query).doesNotStartWith("HTTP/1.1 429");
                assertNothingIsHeld();
            }
        }
        assertThat(answer("plain")).startsWith("HTTP/1.1 200");
        assertNothingIsHeld();
    }

    @Test
    void ofFiftyStreamsFiveRunAndTheirPlacesComeBackWhenTheClientsLeave() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            RawClient client = ask("stream");
            clients.add(client);
            refused += client.readTo("\r\n").contains(" 429 ") ? 1 : 0;
        }
        assertThat(refused).isEqualTo(50 - PLACES);
        assertThat(begun.tryAcquire(PLACES, Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        for (RawClient client : clients) {
            client.reset();
        }
        assertNothingIsHeld();
        try (RawClient next = ask("stream")) {
            next.readTo("begun");
        }
    }

    @Test
    void aRedeployEndsTheRidesThatRunAndAllThreads() throws Exception {
        try (RawClient client = ask("stream")) {
            client.readTo("begun");
            assertThat(balance("concurrent").held()).isEqualTo(1);
            faregate.close();
            assertThat(answer("plain")).startsWith("HTTP/1.1 503");
            goOn.release();
        }
        assertNothingIsHeld();
        long until = System.nanoTime() + Site.PATIENCE.toNanos();
        while (ofFaregate() > 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(ofFaregate()).isZero();
    }

    private static long ofFaregate() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("faregate-"))
                .count();
    }
}
