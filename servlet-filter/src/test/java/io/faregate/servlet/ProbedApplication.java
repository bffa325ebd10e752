package io.faregate.servlet;

import io.faregate.Inference;
import io.faregate.policy.LostClients;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Lookout;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An application whose requests each hold a connection to a provider of its own, and close it when they are cancelled.
 * The provider notes when it sees that.
 */
final class ProbedApplication implements AutoCloseable {
    private static final long PAUSE_MILLIS = 50;

    final BlockingQueue<Long> closed = new LinkedBlockingQueue<>();
    private final Semaphore found = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Senses senses = new Senses(Site.GRACE);
    private final ServerSocket provider;
    private final Phase phase;

    ProbedApplication(Phase phase) throws IOException {
        this.phase = phase;
        this.provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::provide);
    }

    /** What the application does when its client leaves. */
    enum Phase {
        RUNNING,
        FIRST_TOKEN,
        GAP,
        BLOCKING
    }

    private void provide() {
        try {
            while (true) {
                Socket accepted = provider.accept();
                threads.execute(() -> noteEnd(accepted));
            }
        } catch (IOException ended) {
            // the probe is over
        }
    }

    private void noteEnd(Socket accepted) {
        try (accepted) {
            accepted.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // an end as well
        }
        closed.add(System.nanoTime());
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Socket call = new Socket(provider.getInetAddress(), provider.getLocalPort());
        CancellationToken token = Inference.of(request::getAttribute).cancellation();
        CountDownLatch cancelled = new CountDownLatch(1);
        token.onCancel(() -> {
            close(call);
            cancelled.countDown();
        });
        ServletRide ride = (ServletRide) request.getAttribute(ServletRide.ATTRIBUTE);
        Lookout watch = new ClientWatch(ride, senses, request, LostClients.DEFAULT);
        ride.ride().watchedBy(ticker -> {
            watch.look(ticker);
            found.release();
        });
        if (phase == Phase.BLOCKING) {
            await(cancelled, Site.PATIENCE.toMillis());
            return;
        }
        AsyncContext context = request.startAsync();
        context.setTimeout(0);
        response.setContentType("text/event-stream");
        threads.execute(() -> answer(response, context, cancelled));
    }

    private void answer(HttpServletResponse response, AsyncContext context, CountDownLatch cancelled) {
        try {
            do {
                if (phase != Phase.FIRST_TOKEN) {
                    response.getOutputStream().print("data: x\n\n");
                    response.flushBuffer();
                }
            } while (!await(cancelled, phase == Phase.RUNNING ? PAUSE_MILLIS : Site.PATIENCE.toMillis()));
        } catch (IOException lost) {
            // what is probed
        }
        context.complete();
    }

    private static boolean await(CountDownLatch latch, long millis) throws IOException {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static void close(Socket call) {
        try {
            call.close();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Waits until the connection of the next request has been found. */
    void awaitFound() throws InterruptedException {
        found.drainPermits();
        found.acquire(4);
    }

    @Override
    public void close() throws IOException {
        provider.close();
        threads.shutdownNow();
        senses.close();
    }
}
