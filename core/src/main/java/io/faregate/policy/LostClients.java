package io.faregate.policy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client is noticed that has left while the model is silent. Immutable.
 *
 * @param heartbeatAfter how long a response may be silent before the first heartbeat is sent; the status and the headers
 *     are out then
 * @param heartbeatEvery how long it may be silent later; null for 5 seconds, or 2 where connections can not be watched
 * @param jsonHeartbeats whether a JSON document that has not begun gets heartbeats too, as white space
 * @param writeStall how long one write may take before the client counts as stalled
 * @param grace how long a client may have closed its half of the connection before it counts as gone
 * @param tolerateHalfClose whether such a client is taken for one that still reads
 * @param sockets whether connections are watched in the tables of Linux
 */
public record LostClients(
        Duration heartbeatAfter,
        @Nullable Duration heartbeatEvery,
        boolean jsonHeartbeats,
        Duration writeStall,
        Duration grace,
        boolean tolerateHalfClose,
        boolean sockets) {

    /** What holds unless told. */
    public static final LostClients DEFAULT = new LostClients(
            Duration.ofSeconds(3), null, false, Duration.ofSeconds(10), Duration.ofMillis(250), false, true);

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration EVERY_WITHOUT_SOCKETS = Duration.ofSeconds(2);

    /**
     * Checks that nothing is missing.
     *
     * @param heartbeatAfter how long a response may be silent before the first heartbeat is sent; the status and the headers
     *     are out then
     * @param heartbeatEvery how long it may be silent later; null for 5 seconds, or 2 where connections can not be watched
     * @param jsonHeartbeats whether a JSON document that has not begun gets heartbeats too, as white space
     * @param writeStall how long one write may take before the client counts as stalled
     * @param grace how long a client may have closed its half of the connection before it counts as gone
     * @param tolerateHalfClose whether such a client is taken for one that still reads
     * @param sockets whether connections are watched in the tables of Linux
     */
    public LostClients {
        Objects.requireNonNull(heartbeatAfter, "heartbeatAfter");
        Objects.requireNonNull(writeStall, "writeStall");
        Objects.requireNonNull(grace, "grace");
    }

    /**
     * How long a response may be silent between heartbeats.
     *
     * @param watched whether its connection is watched, so that heartbeats are only the second look
     * @return the interval
     */
    public Duration heartbeatEvery(boolean watched) {
        Duration said = heartbeatEvery;
        return said != null ? said : watched ? EVERY : EVERY_WITHOUT_SOCKETS;
    }
}
