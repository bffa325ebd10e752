package io.faregate.servlet;

import io.faregate.policy.LostClients;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Lookout;
import io.faregate.ride.Ticker;
import io.faregate.sockets.SocketState;
import io.faregate.sockets.WatchedSocket;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the client of one ride: whether its connection is there, whether it takes what is written, and lets a
 * heartbeat find out where nothing else can. Used by the gate's timer, which never waits here and never writes.
 */
final class ClientWatch implements Lookout {
    private final ServletRide ride;
    private final Senses senses;
    private final LostClients how;
    private final @Nullable Peer peer;
    private final Heartbeat heartbeat;
    private final AtomicBoolean beating = new AtomicBoolean();
    private @Nullable WatchedSocket socket;
    private boolean begun;
    private long count;
    private long since;
    private boolean halfClosed;
    private long halfClosedSince;
    private long flushesBefore;

    /** A watch that begins with the first look; the request is not touched after this. */
    ClientWatch(ServletRide ride, Senses senses, HttpServletRequest request, LostClients how) {
        this.ride = ride;
        this.senses = senses;
        this.how = how;
        this.peer = how.sockets() && senses.sockets().isOn() ? Peer.of(request) : null;
        this.heartbeat = new Heartbeat(request, how.jsonHeartbeats());
    }

    @Override
    public void look(Ticker ticker) {
        long now = ticker.nanoTime();
        if (!begun) {
            begin(now);
        }
        senses.sockets().look(ticker);
        GuardedOutput output = ride.response().output();
        long seen = output.turns().count();
        if (seen != count) {
            count = seen;
            since = now;
        }
        if (ride.isGone()) {
            abandon(now);
        } else if (ride.ride().cancellation().isCancelled()) {
            lookAtWrite(now);
        } else if (!output.isClosed()) {
            look(now);
        }
    }

    private void begin(long now) {
        begun = true;
        since = now;
        if (peer != null) {
            socket = peer.watch(senses.sockets()).orElse(null);
        }
    }

    private void look(long now) {
        SocketState state = socket == null ? SocketState.UNKNOWN : socket.state();
        if (state == SocketState.GONE
                || state == SocketState.UNANSWERED
                || !senses.wiring().isOpen(ride.wire())) {
            ride.lose(CancelReason.CLIENT_GONE);
        } else if (Turns.isUnderWay(count)) {
            lookAtWrite(now);
        } else if (state == SocketState.HALF_CLOSED && !halfClosed) {
            halfClosed = true;
            halfClosedSince = now;
            flushesBefore = Turns.flushes(count);
            beat();
        } else if (state == SocketState.HALF_CLOSED && isTakenForGone(now)) {
            ride.lose(CancelReason.CLIENT_GONE);
        } else if (isOver(now, since, silence())) {
            beat();
        }
    }

    /** Also when the ride is stopped for another reason: it can not end by itself while its thread is stuck. */
    private void lookAtWrite(long now) {
        if (Turns.isUnderWay(count) && isOver(now, since, how.writeStall())) {
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
        boolean watched = socket != null && socket.state() != SocketState.UNKNOWN;
        return count == 0 ? how.heartbeatAfter() : how.heartbeatEvery(watched);
    }

    /** What is under way to the client already finds out as much. */
    private void beat() {
        boolean isUnderWay = socket != null && socket.unsentBytes() > 0;
        if (!isUnderWay && beating.compareAndSet(false, true)) {
            long seen = count;
            senses.write(() -> write(seen));
        }
    }

    private void write(long seen) {
        try {
            ride.response().output().beat(heartbeat, seen);
        } catch (IOException | RuntimeException lost) {
            // the turn has told the ride, or the container has ended the response
        } finally {
            beating.set(false);
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
