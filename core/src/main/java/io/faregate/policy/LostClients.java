package io.faregate.policy;

import java.time.Duration;
import java.util.Objects;

/**
 * How a client is noticed that has left while the model is silent. Immutable.
 *
 * @param heartbeatAfter how long a response may be silent before the first heartbeat is sent; the status and the headers
 *     are out then
 * @param heartbeatEvery how long it may be silent later
 * @param jsonHeartbeats whether a JSON document that has not begun gets heartbeats too, as white space
 * @param writeStall how long one write may take before the client counts as stalled
 * @param grace how long a client may have closed its half of the connection before it counts as gone
 * @param tolerateHalfClose whether such a client is taken for one that still reads
 * @param sockets whether connections are watched in the tables of Linux
 */
public record LostClients(
        Duration heartbeatAfter,
        Duration heartbeatEvery,
        boolean jsonHeartbeats,
        Duration writeStall,
        Duration grace,
        boolean tolerateHalfClose,
        boolean sockets) {

    /** What holds unless told. Linux needs some 7 seconds more to see that what was sent has met with no answer. */
    public static final LostClients DEFAULT = new LostClients(
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            false,
            Duration.ofSeconds(10),
            Duration.ofMillis(250),
            false,
            true);

    /**
     * Checks that nothing is missing.
     *
     * @param heartbeatAfter how long a response may be silent before the first heartbeat is sent; the status and the headers
     *     are out then
     * @param heartbeatEvery how long it may be silent later
     * @param jsonHeartbeats whether a JSON document that has not begun gets heartbeats too, as white space
     * @param writeStall how long one write may take before the client counts as stalled
     * @param grace how long a client may have closed its half of the connection before it counts as gone
     * @param tolerateHalfClose whether such a client is taken for one that still reads
     * @param sockets whether connections are watched in the tables of Linux
     */
    public LostClients {
        Objects.requireNonNull(heartbeatAfter, "heartbeatAfter");
        Objects.requireNonNull(heartbeatEvery, "heartbeatEvery");
        Objects.requireNonNull(writeStall, "writeStall");
        Objects.requireNonNull(grace, "grace");
    }
}
