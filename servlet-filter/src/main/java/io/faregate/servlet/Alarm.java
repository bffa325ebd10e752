package io.faregate.servlet;

import io.faregate.ride.Daemons;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a ride looked after at once when something happens on its connection: a selector of its own beside the container's
 * says that there is something to read, and nothing is ever read here. That may be the end, or the client's next request:
 * whoever looks finds out. One thread for all rides, which ends when it is idle. Thread-safe.
 */
final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    /** A channel that its container has closed is kept open by a key until the next look. */
    private static final long KEYS_MILLIS = 250;

    private static final long STREAMS_MILLIS = 10;
    private static final long IDLE_MILLIS = 2_000;

    private final Daemons threads = Daemons.named("faregate-alarm");
    private final Queue<Watched> added = new ConcurrentLinkedQueue<>();
    private @Nullable Selector open;
    private boolean off;

    /** A ride, and what tells of its client; without a channel its wire is asked. */
    private record Watched(ServletRide ride, @Nullable SocketChannel channel, Runnable alarm) {}

    /** Rings, once, when there is something to read from a connection before its ride has ended. */
    void watch(ServletRide ride, SocketChannel channel, Runnable alarm) {
        add(new Watched(ride, channel, alarm));
    }

    /** Asks a wire often, and rings when it is not open any more. */
    void watch(ServletRide ride, Runnable alarm) {
        add(new Watched(ride, null, alarm));
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
            do {
                selector.select(Alarm::ring, pause(selector, streams));
                take(selector, streams);
                sweep(selector, streams);
            } while (isNeeded(selector, streams));
        } catch (IOException | RuntimeException failure) {
            turnOff(failure);
        }
    }

    private static long pause(Selector selector, List<Watched> streams) {
        return !streams.isEmpty() ? STREAMS_MILLIS : selector.keys().isEmpty() ? IDLE_MILLIS : KEYS_MILLIS;
    }

    /** What is there to read stays, and would ring for ever. */
    private static void ring(SelectionKey key) {
        key.cancel();
        Watched watched = (Watched) key.attachment();
        if (!watched.ride.isFinished()) {
            watched.alarm.run();
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
            selector.selectNow(Alarm::ring);
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
                watched.alarm.run();
            }
            return !isOpen || watched.ride.isFinished();
        });
    }

    private synchronized boolean isNeeded(Selector selector, List<Watched> streams) {
        if (!off && (!added.isEmpty() || !streams.isEmpty() || !selector.keys().isEmpty())) {
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
