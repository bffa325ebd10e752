package io.faregate.servlet;

import io.faregate.policy.LostClients;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Lookout;
import io.faregate.ride.Ticker;
import io.faregate.sockets.SocketState;
import io.faregate.sockets.WatchedSocket;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the client of one ride: whether its connection is there, whether it takes what is written, and lets a
 * heartbeat find out where nothing else can. Used by the gate's timer, which never waits here and never writes.
 */
final class ClientWatch implements Lookout {
    /** A heartbeat is a few bytes: one that takes longer has found a client that takes nothing. */
    private static final Duration PROMPT = Duration.ofMillis(200);

    private final ServletRide ride;
    private final Senses senses;
    private final LostClients how;
    private final @Nullable SocketChannel channel;
    private final @Nullable Peer peer;
    private final @Nullable Heartbeat heartbeat;
    private final boolean hasOwnConnection;
    private final AtomicReference<Beat> beat = new AtomicReference<>(Beat.NONE);
    private @Nullable WatchedSocket socket;
    private boolean seen;
    private boolean begun;
    private long count;
    private long unsent;
    private long since;
    private long tried;
    private volatile boolean broken;
    private volatile boolean halfClosed;
    private long halfClosedSince;
    private long flushesBefore;

    /** Where the one heartbeat is that may be on its way. */
    private enum Beat {
        NONE,
        GOING,
        STUCK
    }

    /** A watch that begins with the second look; the request is not touched after this. */
    ClientWatch(ServletRide ride, Senses senses, HttpServletRequest request, LostClients how) {
        this.ride = ride;
        this.senses = senses;
        this.how = how;
        boolean isWatched = how.sockets() && senses.sockets().isOn();
        this.hasOwnConnection = Wiring.isHttp1(request);
        this.channel = isWatched ? senses.wiring().channel(request).orElse(null) : null;
        this.peer = isWatched && channel == null ? Peer.of(request) : null;
        this.heartbeat = Heartbeat.of(request, ride.ride().heartbeat(), how.jsonHeartbeats());
    }

    @Override
    public void look(Ticker ticker) {
        if (ride.isFinished()) {
            return;
        }
        long now = ticker.nanoTime();
        if (!seen) {
            // most that are short have ended before the next look: nobody need search the tables for them
            seen = true;
            since = now;
            tried = now;
            return;
        }
        if (!begun) {
            begin();
        }
        senses.sockets().look(ticker);
        follow(now);
        if (ride.isGone()) {
            abandon(now);
        } else if (ride.isOver()) {
            lookAtWrite(now);
        } else if (!ride.response().output().isOver()) {
            look(now);
        }
    }

    private void begin() {
        begun = true;
        if (channel != null) {
            socket = watch(channel).orElse(null);
        } else if (peer != null) {
            socket = peer.watch(senses.sockets()).orElse(null);
        }
        if (ride.wire().isAskedOften()) {
            senses.alarm().watch(ride, () -> ride.lose(CancelReason.CLIENT_GONE));
        }
    }

    private Optional<WatchedSocket> watch(SocketChannel own) {
        try {
            if (own.getLocalAddress() instanceof InetSocketAddress here
                    && own.getRemoteAddress() instanceof InetSocketAddress there) {
                senses.alarm().watch(ride, own, this::ring, this::brokenOff);
                return senses.sockets().watch(here, there);
            }
        } catch (IOException closed) {
            // by its container, which knows why
        }
        return Optional.empty();
    }

    /** Something has come: the next look need not wait, and what it looks at must not be old. */
    private void ring() {
        senses.sockets().hurry();
        ride.ride().lookSoon();
    }

    /** Nobody is at the other end. As always it is the timer's thread that says so, unless the ride has ended meanwhile. */
    private void brokenOff() {
        broken = true;
        ride.ride().lookSoon();
    }

    /** Bytes that flow are no silence, and no write that is stuck: one may take long to a client that reads slowly. */
    private void follow(long now) {
        long seen = ride.turns().count();
        long left = socket == null || !hasOwnConnection ? 0 : socket.unsentBytes();
        if (seen != count || left != unsent) {
            count = seen;
            unsent = left;
            since = now;
        }
    }

    private void look(long now) {
        SocketState state = socket == null ? SocketState.UNKNOWN : socket.state();
        if (broken
                || state == SocketState.GONE
                || state == SocketState.UNANSWERED
                || !ride.wire().isOpen()) {
            ride.lose(CancelReason.CLIENT_GONE);
        } else if (Turns.isUnderWay(count)) {
            lookAtWrite(now);
        } else if (state == SocketState.HALF_CLOSED && !halfClosed) {
            halfClosed = true;
            halfClosedSince = now;
            flushesBefore = Turns.flushes(count);
            beat(now);
        } else if (state == SocketState.HALF_CLOSED && isTakenForGone(now)) {
            ride.lose(CancelReason.CLIENT_GONE);
        } else if (isOver(now, since, silence()) && isOver(now, tried, silence())) {
            beat(now);
        }
    }

    /** Also when the ride is stopped for another reason: it can not end by itself while its thread is stuck. */
    private void lookAtWrite(long now) {
        if (!Turns.isUnderWay(count)) {
            return;
        }
        if (isOver(now, since, PROMPT) && beat.compareAndSet(Beat.GOING, Beat.STUCK)) {
            senses.stuck();
        }
        if (isOver(now, since, how.writeStall())) {
            ride.lose(CancelReason.CLIENT_STALLED);
        }
    }

    /** A client that has closed would have reset the connection when something was sent to it. */
    private boolean isTakenForGone(long now) {
        return !how.tolerateHalfClose()
                && Turns.flushes(count) == flushesBefore
                && isOver(now, halfClosedSince, how.grace());
    }

    private Duration silence() {
        return count == 0 ? how.heartbeatAfter() : how.heartbeatEvery();
    }

    /** What is under way to the client already finds out as much. */
    private void beat(long now) {
        GuardedOutput output = ride.response().output();
        if (heartbeat == null || unsent > 0 || output.isSilent() || !beat.compareAndSet(Beat.NONE, Beat.GOING)) {
            return;
        }
        long seen = count;
        if (senses.write(() -> write(output, heartbeat, seen))) {
            tried = now;
        } else {
            beat.set(Beat.NONE);
        }
    }

    private void write(GuardedOutput output, Heartbeat said, long seen) {
        try {
            output.beat(said, seen);
        } catch (IOException | RuntimeException lost) {
            // the turn has told the ride, or the container has ended the response
        } finally {
            if (beat.getAndSet(Beat.NONE) == Beat.STUCK) {
                senses.loose();
            }
            if (halfClosed) {
                // who has gone for good answers it with a reset
                ring();
            }
        }
    }

    /** Nobody waits for a thread that is stuck in a write to a lost client: it keeps its money no longer than others. */
    private void abandon(long now) {
        if (Turns.isUnderWay(count) && isOver(now, since, how.writeStall().plus(senses.grace()))) {
            ride.finish(ride.response().sentStatus(), null);
        }
    }

    private static boolean isOver(long now, long since, Duration most) {
        return now - since >= most.toNanos();
    }
}
