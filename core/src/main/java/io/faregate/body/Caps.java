package io.faregate.body;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** All caps of one place in the policy, or of a route and a plan together. Immutable. */
public final class Caps {

    /** Nothing written: the safe defaults. */
    public static final Caps NONE = new Caps(new EnumMap<>(Capped.class));

    /** No bound on anything. */
    static final Caps UNBOUNDED = unbounded();

    /** Bytes of a form that are no file: fields, and heads of parts. */
    static final long FORM_REST = 64 * 1024;

    private final EnumMap<Capped, Cap> written;

    private Caps(EnumMap<Capped, Cap> written) {
        this.written = written;
    }

    private static Caps unbounded() {
        EnumMap<Capped, Cap> all = new EnumMap<>(Capped.class);
        for (Capped what : Capped.values()) {
            all.put(what, Cap.of(Long.MAX_VALUE));
        }
        return new Caps(all);
    }

    /**
     * Caps as written.
     *
     * @param written those that the policy names
     * @return the caps
     */
    public static Caps of(Map<Capped, Cap> written) {
        EnumMap<Capped, Cap> copy = new EnumMap<>(Capped.class);
        copy.putAll(written);
        return new Caps(copy);
    }

    /**
     * The cap on something, the safe default where none is written.
     *
     * @param what what is bounded
     * @return its cap
     */
    public Cap of(Capped what) {
        return written.getOrDefault(what, what.safe());
    }

    /**
     * Whether the policy names a cap.
     *
     * @param what what is bounded
     * @return true when it is written, false when the safe default holds
     */
    public boolean has(Capped what) {
        return written.containsKey(what);
    }

    /**
     * The most of something.
     *
     * @param what what is bounded
     * @return its cap's maximum
     */
    public long max(Capped what) {
        return of(what).max();
    }

    /**
     * The most bytes of a form with files: those of its files, and 64 KB for the rest.
     *
     * @return the bytes
     */
    public long formBytes() {
        return Saturated.plus(Saturated.times(max(Capped.FILES), max(Capped.FILE_BYTES)), FORM_REST);
    }

    /**
     * How long a ride may take.
     *
     * @return the duration cap
     */
    public Duration duration() {
        return Duration.ofMillis(max(Capped.DURATION));
    }

    /**
     * Both: of a cap that is written twice the narrower counts.
     *
     * @param other the other place's caps
     * @return the caps of both places
     */
    public Caps narrow(Caps other) {
        EnumMap<Capped, Cap> both = new EnumMap<>(written);
        other.written.forEach((what, cap) -> both.merge(what, cap, Cap::narrow));
        return new Caps(both);
    }
}
