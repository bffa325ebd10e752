package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread of the application's own that still reads a form when its request is over. */
@Timeout(30)
class ReadAfterTheEndTest extends OnEachContainer {
    private static final String FORM = String.join(
            "\r\n",
            "POST /upload HTTP/1.1",
            "Host: x",
            "Content-Type: multipart/form-data; boundary=xYz",
            "Content-Length: 7",
            "",
            "--xYz--");

    private final CountDownLatch reads = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<AsyncContext> begun = new CompletableFuture<>();
    private final CompletableFuture<Throwable> heard = new CompletableFuture<>();

    /** As Undertow's, of which the buffer is gone when another thread has ended the request. */
    private final class TakenBack extends ServletInputStream {
        @Override
        public int read() throws IOException {
            reads.countDown();
            try {
                assertThat(goOn.await(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            throw new NullPointerException("pooled is null");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("nobody listens");
        }
    }

    private Filter takingBack() {
        return (request, response, chain) -> chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public ServletInputStream getInputStream() {
                        return new TakenBack();
                    }
                },
                response);
    }

    private Site reading() {
        return site().cap(Capped.FILES, 1).before(takingBack()).servlet("/upload", (request, response) -> {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            ServletInputStream in = request.getInputStream();
            new Thread(() -> {
                        try {
                            heard.completeExceptionally(new AssertionError("read " + in.read()));
                        } catch (IOException | RuntimeException failure) {
                            heard.complete(failure);
                        }
                    })
                    .start();
            begun.complete(context);
        });
    }

    @Test
    void whateverItsContainerThrowsIsAReadThatFails() throws Exception {
        try (Site site = reading().start();
                RawClient client = new RawClient(site.port())) {
            client.send(FORM);
            AsyncContext context = begun.get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            reads.await();
            context.complete();
            site.record();
            goOn.countDown();

            assertThat(heard.get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(IOException.class)
                    .hasMessage("The request is over.");
        }
    }

    /** Then it is a bug of somebody's, who should hear of it. */
    @Test
    void whatIsThrownBeforeItsEndIsPassedOn() throws Exception {
        try (Site site = reading().start();
                RawClient client = new RawClient(site.port())) {
            client.send(FORM);
            AsyncContext context = begun.get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            reads.await();
            goOn.countDown();

            assertThat(heard.get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(NullPointerException.class);
            context.complete();
        }
    }
}
