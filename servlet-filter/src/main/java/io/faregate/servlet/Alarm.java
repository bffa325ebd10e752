package io.faregate.servlet;

import io.faregate.ride.Daemons;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a ride looked after at once when something happens on its connection: a selector of its own beside the container's
 * says that there is something to read, and nothing is ever read here. That may be the client's end, or its next request:
 * whoever looks finds out. A connection that is broken is told apart. One thread for all rides, which ends when it is
 * idle. Thread-safe.
 */
final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    /** A channel that its container has closed is kept open by a key until the next look. */
    private static final long KEYS_MILLIS = 250;

    /** How long streams are left alone between two questions, and how many more make it a millisecond longer. */
    private static final long STREAMS_MILLIS = 2;

    private static final int STREAMS_A_MILLI = 200;

    /** Of a connection that stands it is never true: who is interested in nothing else hears only that it is broken. */
    private static final int BROKEN = SelectionKey.OP_CONNECT;

    private static final Duration IDLE = Duration.ofSeconds(2);

    private final Daemons threads = Daemons.named("faregate-alarm");
    private final Duration idle;
    private final Queue<Watched> added = new ConcurrentLinkedQueue<>();
    private @Nullable Selector open;
    private boolean off;

    Alarm() {
        this(IDLE);
    }

    /** One whose thread waits so long for something to do before it ends. */
    Alarm(Duration idle) {
        this.idle = idle;
    }

    /** A ride, and what tells of its client; without a channel its wire is asked. */
    private record Watched(ServletRide ride, @Nullable SocketChannel channel, Runnable heard, Runnable lost) {}

    /**
     * Rings, once, when there is something to read from a connection before its ride has ended.
     *
     * @param heard when something has come
     * @param lost when nothing will come any more, as the connection was reset
     */
    void watch(ServletRide ride, SocketChannel channel, Runnable heard, Runnable lost) {
        add(new Watched(ride, channel, heard, lost));
    }

    /** Asks a wire often, and rings when it is not open any more. */
    void watch(ServletRide ride, Runnable lost) {
        add(new Watched(ride, null, () -> {}, lost));
    }

    /** Whether a channel's next word rings. */
    synchronized boolean isListenedTo(SocketChannel channel) {
        SelectionKey key = open == null ? null : channel.keyFor(open);
        return key != null && key.isValid();
    }

    private synchronized void add(Watched watched) {
        Selector selector = open;
        if (off) {
            return;
        }
        added.add(watched);
        if (selector != null) {
            selector.wakeup();
            return;
        }
        try {
            Selector made = Selector.open();
            open = made;
            threads.newThread(() -> run(made)).start();
        } catch (IOException failure) {
            turnOff(failure);
        }
    }

    private void run(Selector selector) {
        List<Watched> streams = new ArrayList<>();
        try (selector) {
            boolean isIdle;
            do {
                // before it waits: what was added first has woken nobody
                take(selector, streams);
                isIdle = streams.isEmpty() && selector.keys().isEmpty();
                listen(selector, isIdle ? idle.toMillis() : pause(streams));
                sweep(selector, streams);
            } while (isNeeded(isIdle));
        } catch (IOException | RuntimeException failure) {
            turnOff(failure);
        }
    }

    private static long pause(List<Watched> streams) {
        return streams.isEmpty() ? KEYS_MILLIS : STREAMS_MILLIS + streams.size() / STREAMS_A_MILLI;
    }

    /** What is there to read stays, and would ring for ever: who has heard of it listens no more. */
    private static void listen(Selector selector, long millis) throws IOException {
        Set<SelectionKey> heard = new HashSet<>();
        selector.select(key -> hear(key, heard), millis);
        if (heard.isEmpty()) {
            return;
        }
        Set<SelectionKey> broken = new HashSet<>();
        selector.selectNow(key -> {
            if (heard.contains(key)) {
                broken.add(key);
            }
        });
        heard.forEach(key -> ring(key, broken.contains(key)));
    }

    private static void hear(SelectionKey key, Set<SelectionKey> heard) {
        try {
            key.interestOps(BROKEN);
            heard.add(key);
        } catch (CancelledKeyException closed) {
            // by its container, meanwhile
        }
    }

    private static void ring(SelectionKey key, boolean isBroken) {
        key.cancel();
        Watched watched = (Watched) key.attachment();
        if (!watched.ride.isFinished()) {
            (isBroken ? watched.lost : watched.heard).run();
        }
    }

    private void take(Selector selector, List<Watched> streams) throws IOException {
        for (Watched watched = added.poll(); watched != null; watched = added.poll()) {
            SocketChannel channel = watched.channel;
            if (channel == null) {
                streams.add(watched);
            } else {
                register(selector, channel, watched);
            }
        }
    }

    private static void register(Selector selector, SocketChannel channel, Watched watched) throws IOException {
        SelectionKey earlier = channel.keyFor(selector);
        if (earlier != null && !earlier.isValid()) {
            // of the request before on this connection: a selection takes it out
            selector.selectNow(other -> {});
        }
        try {
            channel.register(selector, SelectionKey.OP_READ, watched);
        } catch (ClosedChannelException | IllegalBlockingModeException | CancelledKeyException closed) {
            // by its container, or used in another way: whoever looks now and then will see
        }
    }

    /** Lets go of what has ended. */
    private static void sweep(Selector selector, List<Watched> streams) {
        selector.keys().stream()
                .filter(SelectionKey::isValid)
                .filter(key -> ((Watched) key.attachment()).ride.isFinished())
                .forEach(SelectionKey::cancel);
        streams.removeIf(watched -> {
            boolean isOpen = watched.ride.isFinished() || watched.ride.wire().isOpen();
            if (!isOpen) {
                watched.lost.run();
            }
            return !isOpen || watched.ride.isFinished();
        });
    }

    /** Whether there is something to listen to, or was added meanwhile; else who adds something next begins anew. */
    private synchronized boolean isNeeded(boolean isIdle) {
        if (!off && (!isIdle || !added.isEmpty())) {
            return true;
        }
        open = null;
        return false;
    }

    private void turnOff(Exception failure) {
        LOG.warn("Connections can not be listened to; lost clients are noticed some time later", failure);
        off();
    }

    private synchronized @Nullable Selector off() {
        Selector listening = open;
        off = true;
        open = null;
        added.clear();
        return listening;
    }

    /** Listens to nothing any more, and lets go of all connections. */
    void close() {
        Selector listening = off();
        if (listening != null) {
            listening.wakeup();
        }
        threads.awaitEnd();
    }
}
