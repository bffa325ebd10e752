package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * A heartbeat is written by another thread: whoever changes or ends the response meanwhile waits for it, or it would be
 * committed half changed, or written into the response of the next request.
 */
class TurnsTest extends OnEachContainer {
    private static final Map<String, Change> CHANGES = Map.ofEntries(
            Map.entry("addCookie", response -> response.addCookie(new Cookie("a", "b"))),
            Map.entry("setDateHeader", response -> response.setDateHeader("Last-Modified", 0)),
            Map.entry("addDateHeader", response -> response.addDateHeader("X-Date", 0)),
            Map.entry("setHeader", response -> response.setHeader("X-Text", "a")),
            Map.entry("addHeader", response -> response.addHeader("X-Text", "b")),
            Map.entry("setIntHeader", response -> response.setIntHeader("X-Number", 1)),
            Map.entry("addIntHeader", response -> response.addIntHeader("X-Number", 2)),
            Map.entry("setStatus", response -> response.setStatus(201)),
            Map.entry("setContentType", response -> response.setContentType("text/plain")),
            Map.entry("setCharacterEncoding", response -> response.setCharacterEncoding("utf-8")),
            Map.entry("setLocale", response -> response.setLocale(Locale.GERMAN)),
            Map.entry("setBufferSize", response -> response.setBufferSize(100_000)),
            Map.entry("setContentLength", response -> {
                response.getOutputStream();
                response.setContentLength(0);
            }),
            Map.entry("setContentLengthLong", response -> {
                response.getOutputStream();
                response.setContentLengthLong(0);
            }),
            Map.entry("resetBuffer", ServletResponse::resetBuffer),
            Map.entry("reset", ServletResponse::reset),
            Map.entry("sendError", response -> response.sendError(418)),
            Map.entry("sendRedirect", response -> response.sendRedirect("/elsewhere")));

    private final Semaphore returned = new Semaphore(0);
    private volatile boolean writing;
    private volatile String disturbed = "";
    private volatile boolean waited;
    private volatile CompletableFuture<Void> written;
    private volatile CompletableFuture<Void> watched;

    private interface Change {
        void to(HttpServletResponse response) throws IOException;
    }

    private void note(String what) {
        if (writing) {
            disturbed = what;
        }
    }

    /** Notes what reaches the container while somebody writes. */
    private <T> T noted(Class<T> type, T container) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            String name = method.getName();
            if (CHANGES.containsKey(name) || name.equals("complete")) {
                note(name);
            }
            try {
                // Undertow's cookies need a newer API than the one here
                return name.equals("addCookie") ? null : method.invoke(container, args);
            } catch (InvocationTargetException failure) {
                throw failure.getCause();
            }
        }));
    }

    /** Between the gate and the container. */
    private final Filter watch = new Filter() {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest asked = new HttpServletRequestWrapper((HttpServletRequest) request) {
                @Override
                public AsyncContext startAsync(ServletRequest of, ServletResponse to) {
                    return noted(AsyncContext.class, super.startAsync(of, to));
                }
            };
            chain.doFilter(asked, new HttpServletResponseWrapper(noted(HttpServletResponse.class, (HttpServletResponse)
                    response)));
            note("returned");
            returned.release();
        }
    };

    /** Writes for as long as it takes the calling thread to wait for that, or to disturb it. */
    private void write(HttpServletRequest request) throws IOException {
        ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
        Thread other = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        written = CompletableFuture.runAsync(() -> {
            try {
                ride.turns().write(() -> {
                    writing = true;
                    begun.countDown();
                    await(() -> !writing || !disturbed.isEmpty());
                });
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        try {
            assertThat(begun.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
        watched = CompletableFuture.runAsync(() -> {
            await(() -> other.getState() == Thread.State.TIMED_WAITING || !disturbed.isEmpty());
            waited = disturbed.isEmpty();
            writing = false;
        });
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Site.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void aChangeWaitsForTheWriteThatIsUnderWay() throws Exception {
        Site.Work work = (request, response) -> {
            write(request);
            CHANGES.get(request.getQueryString().substring(2)).to(response);
            written.join();
            watched.join();
        };
        try (Site site = site().before(watch).servlet("/app", work).start()) {
            for (String change : CHANGES.keySet()) {
                waited = false;
                disturbed = "";
                try (RawClient client = new RawClient(site.port())) {
                    client.send(SilentApplication.ask("/app?q=" + change)).readTo("\r\n\r\n");
                }
                site.record();
                returned.acquire();
                assertThat(List.of(disturbed, waited)).as(change).isEqualTo(List.of("", true));
            }
        }
    }

    @Test
    void theResponseEndsBehindTheWriteThatIsUnderWay() throws Exception {
        try (Site site = site().before(watch)
                .servlet("/app", (request, response) -> write(request))
                .start()) {
            site.post("/app", SilentApplication.JSON);
            written.join();
            watched.join();
            assertThat(List.of(disturbed, waited)).isEqualTo(List.of("", true));
        }
    }

    @Test
    void completingWaitsForTheWriteThatIsUnderWay() throws Exception {
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            new Thread(() -> {
                        try {
                            // before, the container would only note it
                            returned.acquire();
                            write(request);
                        } catch (IOException | InterruptedException failure) {
                            throw new IllegalStateException(failure);
                        }
                        context.complete();
                    })
                    .start();
        };
        try (Site site = site().before(watch).servlet("/app", work).start()) {
            site.post("/app", SilentApplication.JSON);
            written.join();
            watched.join();
            assertThat(List.of(disturbed, waited)).isEqualTo(List.of("", true));
        }
    }
}
