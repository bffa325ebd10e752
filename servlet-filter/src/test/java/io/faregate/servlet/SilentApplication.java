package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Inference;
import io.faregate.policy.LostClients;
import io.faregate.ride.Lookout;
import io.faregate.ride.Ticker;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An application whose model says nothing until the test lets it, or the ride is cancelled. */
final class SilentApplication implements AutoCloseable {
    static final String JSON = "{\"message\":\"a\"}";
    static final LostClients QUIET = beating(Duration.ofHours(1));

    /** Whoever reads nothing is soon given up; nothing else happens soon. */
    static final LostClients STRICT = new LostClients(
            Duration.ofHours(1),
            Duration.ofHours(1),
            false,
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            false,
            true);

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore looks = new Semaphore(0);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Senses senses = new Senses(Site.GRACE);

    static LostClients beating(Duration every) {
        return new LostClients(every, every, true, Duration.ofSeconds(10), Duration.ofMillis(50), false, true);
    }

    static String ask(String path) {
        return ask(path, JSON);
    }

    static String ask(String path, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
    }

    /** What it does while its model is silent. */
    enum Silence {
        WAITING {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, SilentApplication app) {
                app.later(request.startAsync());
            }
        },
        GAP {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, SilentApplication app)
                    throws IOException {
                response.setContentType("text/event-stream");
                AsyncContext context = request.startAsync();
                response.getWriter().print("data: first\n\n");
                response.flushBuffer();
                app.later(context);
            }
        },
        BLOCKING {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, SilentApplication app)
                    throws IOException {
                response.setContentType("application/json");
                app.await();
                response.getWriter().print("\"last\"");
            }
        },
        BLOCKING_UNTIL_STOPPED {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, SilentApplication app)
                    throws IOException {
                app.await();
                Inference.of(request::getAttribute).cancellation().throwIfCancelled();
            }
        },
        BLOCKING_GAP {
            @Override
            void keep(HttpServletRequest request, HttpServletResponse response, SilentApplication app)
                    throws IOException {
                response.setContentType("text/event-stream");
                response.getWriter().print("data: first\n\n");
                response.flushBuffer();
                app.await();
                response.getWriter().print("data: last\n\n");
            }
        };

        abstract void keep(HttpServletRequest request, HttpServletResponse response, SilentApplication app)
                throws IOException;
    }

    private void later(AsyncContext context) {
        context.setTimeout(0);
        Thread thread = new Thread(() -> {
            try {
                await();
                context.getResponse().getWriter().print("data: last\n\n");
                context.complete();
            } catch (IOException | RuntimeException lost) {
                // the client has left
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void await() throws IOException {
        try {
            if (!goOn.await(Site.PATIENCE.toSeconds() * 3, TimeUnit.SECONDS)) {
                throw new IOException("nobody went on");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    Site on(Site site, Silence silence, LostClients how) {
        return site.lostClients(how).servlet("/app", (request, response) -> {
            ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
            Inference.of(request::getAttribute).cancellation().onCancel(goOn::countDown);
            Lookout watch = new ClientWatch(ride, senses, request, how);
            ride.ride().watchedBy(ticker -> countedLook(watch, ticker));
            begun.release();
            silence.keep(request, response, this);
        });
    }

    private void countedLook(Lookout watch, Ticker ticker) {
        watch.look(ticker);
        looks.release();
    }

    /** Waits for a request whose connection was found. */
    void awaitBegun() throws InterruptedException {
        assertThat(begun.tryAcquire(Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        awaitLooks(1);
    }

    void awaitLooks(int count) throws InterruptedException {
        looks.drainPermits();
        assertThat(looks.tryAcquire(count, Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    /** The model says the last word. */
    void goOn() {
        goOn.countDown();
    }

    @Override
    public void close() {
        goOn();
        senses.close();
    }
}
