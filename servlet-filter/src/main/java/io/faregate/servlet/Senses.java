package io.faregate.servlet;

import io.faregate.policy.LostClients;
import io.faregate.ride.Daemons;
import io.faregate.sockets.Sockets;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the rides of one filter notice lost clients with: one scanner of connections, one way into the container, and a
 * few threads that write heartbeats and end when idle. Thread-safe but for the scanner, which the gate's timer uses.
 */
final class Senses {
    private static final int WRITERS = 4;
    private static final int MOST_WRITERS = 256;
    private static final int MOST_WAITING = 10_000;
    private static final long IDLE_SECONDS = 2;

    private final Duration grace;
    private final Sockets sockets = Sockets.ofThisProcess();
    private final Wiring wiring = new Wiring();
    private final Alarm alarm = new Alarm();
    private final ThreadPoolExecutor writers = new ThreadPoolExecutor(
            WRITERS,
            MOST_WRITERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Daemons.named("faregate-heartbeat"));
    private int stuck;

    /**
     * Senses that look at the connections of this process.
     *
     * @param grace how long cancelled work may go on before its ride is ended for it
     */
    Senses(Duration grace) {
        this.grace = grace;
        writers.allowCoreThreadTimeOut(true);
    }

    Duration grace() {
        return grace;
    }

    Sockets sockets() {
        return sockets;
    }

    Wiring wiring() {
        return wiring;
    }

    Alarm alarm() {
        return alarm;
    }

    /**
     * Writes soon, on a thread that may be stuck in it.
     *
     * @return false when too many wait: a heartbeat is only a second look
     */
    boolean write(Runnable heartbeat) {
        try {
            writers.execute(heartbeat);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** One of the threads is stuck with a client that does not read: another takes its place, for other clients. */
    void stuck() {
        replace(1);
    }

    /** It is not stuck any more. */
    void loose() {
        replace(-1);
    }

    private synchronized void replace(int more) {
        stuck += more;
        writers.setCorePoolSize(Math.min(MOST_WRITERS, WRITERS + stuck));
    }

    /** Watches a ride's client, from the request's own thread on. */
    void watch(ServletRide ride, HttpServletRequest request, LostClients how) {
        ride.ride().watchedBy(new ClientWatch(ride, this, request, how));
    }

    /** Ends the threads; those that are stuck end with their clients. */
    void close() {
        alarm.close();
        writers.shutdown();
        Daemons.awaitEnd(writers);
    }
}
