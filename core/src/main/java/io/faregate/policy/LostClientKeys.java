package io.faregate.policy;

import java.time.Duration;
import java.util.Map;

/** The keys of {@code lost-clients}. */
final class LostClientKeys {
    static final Key<Duration> AFTER = Key.of(
            "after",
            Kinds.DURATION,
            "3s",
            "10s",
            "How long an event stream is silent before its first heartbeat; the status is out then");
    static final Key<Duration> EVERY =
            Key.of("every", Kinds.DURATION, "2s", "15s", "How long it is silent before each later one");
    static final Key<Boolean> JSON = Key.of(
            "json",
            OneOf.either("silent", false, "blanks", true),
            "silent",
            "blanks",
            "Whether a JSON reply that has not begun gets heartbeats too, as blanks before it; its status is 200 then");
    static final Key<Values> HEARTBEAT = Key.of(
            "heartbeat",
            Section.of("heartbeat", AFTER, EVERY, JSON),
            "",
            "{after: 10s, every: 15s}",
            "What is sent while the model is silent");
    static final Key<Duration> WRITE_STALL = Key.of(
            "write-stall",
            Kinds.DURATION,
            "10s",
            "30s",
            "How long one write may take before its client counts as stalled");
    static final Key<Boolean> HALF_CLOSE = Key.of(
            "half-close",
            OneOf.either("gone", false, "tolerate", true),
            "gone",
            "tolerate",
            "What a client is that sends no more: gone, unless a heartbeat shows that it reads, or still reading");
    static final Key<Duration> GRACE =
            Key.of("grace", Kinds.DURATION, "250ms", "1s", "How long it may be so before it counts as gone");
    static final Key<Boolean> SOCKETS = Key.of(
            "sockets",
            OneOf.either("watch", true, "ignore", false),
            "watch",
            "ignore",
            "Whether connections are watched in `/proc/self/net/tcp` of Linux");

    static final Section SECTION = Section.of("lost-clients", HEARTBEAT, WRITE_STALL, HALF_CLOSE, GRACE, SOCKETS);

    private LostClientKeys() {}

    /** What the section has, with what holds for the rest. */
    static LostClients read(Values section) {
        LostClients preset = LostClients.DEFAULT;
        Values heartbeat = section.get(HEARTBEAT).orElse(new Values(HEARTBEAT.name(), Map.of()));
        return new LostClients(
                heartbeat.get(AFTER).orElse(preset.heartbeatAfter()),
                heartbeat.get(EVERY).orElse(preset.heartbeatEvery()),
                heartbeat.get(JSON).orElse(preset.jsonHeartbeats()),
                section.get(WRITE_STALL).orElse(preset.writeStall()),
                section.get(GRACE).orElse(preset.grace()),
                section.get(HALF_CLOSE).orElse(preset.tolerateHalfClose()),
                section.get(SOCKETS).orElse(preset.sockets()));
    }
}
