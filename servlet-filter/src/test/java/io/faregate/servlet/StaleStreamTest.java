package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A container takes its objects back when it has told of a lost client: a write that is late finds them empty. */
class StaleStreamTest extends OnEachContainer {
    private final BlockingQueue<Exception> seen = new LinkedBlockingQueue<>();
    private volatile boolean isStale;

    /** What containers throw then. */
    private enum Thrown {
        NULL_POINTER {
            @Override
            RuntimeException failure() {
                return new NullPointerException();
            }
        },
        ILLEGAL_STATE {
            @Override
            RuntimeException failure() {
                return new IllegalStateException("The response object has been recycled");
            }
        };

        abstract RuntimeException failure();
    }

    /** The container's stream, which at some time throws. */
    private final class Stale extends ServletOutputStream {
        private final ServletOutputStream container;
        private final Supplier<RuntimeException> failing;

        Stale(ServletOutputStream container, Supplier<RuntimeException> failing) {
            this.container = container;
            this.failing = failing;
        }

        @Override
        public void write(int value) throws IOException {
            if (isStale) {
                throw failing.get();
            }
            container.write(value);
        }

        @Override
        public void flush() throws IOException {
            container.flush();
        }

        @Override
        public boolean isReady() {
            return container.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            container.setWriteListener(listener);
        }
    }

    private Filter stale(Streams streams) {
        return (request, response, chain) ->
                chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
                    @Override
                    public ServletOutputStream getOutputStream() throws IOException {
                        return new Stale(super.getOutputStream(), () -> streams.failureOf(request));
                    }
                });
    }

    private interface Streams {
        RuntimeException failureOf(ServletRequest request);
    }

    private Site writing(Streams streams) {
        return site().before(stale(streams)).servlet("/app", (request, response) -> {
            request.startAsync();
            response.setContentType("text/event-stream");
            response.getOutputStream().print("data: one\n\n");
            response.flushBuffer();
            isStale = true;
            try {
                response.getOutputStream().print("data: two\n\n");
            } catch (IOException | RuntimeException failure) {
                seen.add(failure);
                throw failure;
            }
        });
    }

    private Exception failure() throws InterruptedException {
        return seen.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void whatItThrowsBehindALostClientIsAWriteThatFailed(Thrown what) throws Exception {
        Streams lost = request -> {
            ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
            // as a container says it
            ride.async().onError(new AsyncEvent(request.getAsyncContext(), new EOFException("reset by its client")));
            return what.failure();
        };
        try (Site site = writing(lost).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app")).readTo("data: one\n\n");

            assertThat(failure()).isInstanceOf(IOException.class).hasCauseInstanceOf(RuntimeException.class);
            assertThat(site.record().outcome().reason()).isEqualTo("client_gone");
            assertThat(site.store.endings).hasSize(1);
        }
    }

    /** A mistake of the application, or of a filter between, must not look like a client that left. */
    @Test
    void whatItThrowsWhileTheClientIsThereIsToBeSeen() throws Exception {
        try (Site site = writing(request -> new NullPointerException("planned")).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app")).readTo("data: one\n\n");

            assertThat(failure()).isInstanceOf(NullPointerException.class).hasMessage("planned");
            assertThat(site.record().outcome().reason()).isNotEqualTo("client_gone");
        }
    }
}
