package io.faregate.sockets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A connection that somebody asks about; {@link Sockets} says how. Used by the one thread that scans. */
public final class WatchedSocket {
    /** Far longer than it takes from one question of the same asker to the next, whatever is scanned in between for others. */
    private static final long KEPT_NANOS = 1_000_000_000;

    private final Endpoint local;
    private final Endpoint remote;
    private SocketState state = SocketState.UNKNOWN;
    private long unsent;
    private boolean asked = true;
    private long askedBefore;
    private boolean missing;
    private @Nullable Path table;
    private boolean lookedFor;

    /** The next one in the same place of the table that a scan looks up. */
    @Nullable
    WatchedSocket next;

    WatchedSocket(Endpoint local, Endpoint remote) {
        this.local = local;
        this.remote = remote;
    }

    /**
     * What the last scan saw. Who has asked no more for a second is forgotten.
     *
     * @return the state; unknown for a connection that was not there when the watch began
     */
    public SocketState state() {
        asked = true;
        return state;
    }

    /**
     * How many bytes were under way in the last scan, which the other end had not acknowledged.
     *
     * @return bytes
     */
    public long unsentBytes() {
        return unsent;
    }

    int ports() {
        return Sockets.ports(local.port(), remote.port());
    }

    /** Whether somebody asked lately, and there is still something to find out. */
    boolean isWanted(long now) {
        askedBefore = asked ? now : askedBefore;
        asked = false;
        boolean isKnown = state == SocketState.GONE || (lookedFor && state == SocketState.UNKNOWN);
        return !isKnown && now - askedBefore < KEPT_NANOS;
    }

    void lookFor() {
        missing = true;
    }

    boolean isMissing() {
        return missing;
    }

    /** A connection stays in its table. */
    boolean mayBeIn(Path other) {
        return table == null || table == other;
    }

    boolean seemsGone() {
        return missing && state != SocketState.UNKNOWN;
    }

    /** Whether the row is of this connection, and says something new of it. */
    boolean see(SocketRow row, Path of) {
        if (!row.isBetween(local, remote)) {
            return false;
        }
        SocketState before = state;
        missing = false;
        lookedFor = true;
        table = of;
        state = row.state();
        unsent = row.unsent();
        return before != SocketState.UNKNOWN && before != state;
    }

    /** It was in no row: gone when it had been in one before, else not to be seen at all. */
    void miss() {
        lookedFor = true;
        if (state != SocketState.UNKNOWN) {
            state = SocketState.GONE;
        }
    }

    /** Nothing can be said any more. */
    void forget() {
        lookedFor = true;
        state = SocketState.UNKNOWN;
    }
}
