package io.faregate.ride;

import java.io.Serial;
import java.util.Objects;

/**
 * Ends work inside a ride that may not go on: the steps, tools or money are spent, or the ride was cancelled. Let it
 * escape the servlet: before the response is committed it becomes an answer in the client's dialect.
 */
public final class RideOverException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why the ride is over. */
    private final Reason reason;
    /** The rule that ended it. */
    private final String rule;

    /**
     * Ends the work.
     *
     * @param reason why
     * @param rule the rule that ended it, as {@code caps.steps}
     * @param message one sentence for a person
     */
    public RideOverException(Reason reason, String rule, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.rule = Objects.requireNonNull(rule, "rule");
    }

    /**
     * Ends the work of a ride that was cancelled.
     *
     * @param why the token's reason
     * @return what to throw
     */
    public static RideOverException stopped(CancelReason why) {
        return new RideOverException(Reason.RIDE_ENDED, "cancelled", "The request was stopped: " + why + ".");
    }

    /** The same for another thread, with a trace of its own. */
    RideOverException again() {
        RideOverException again = new RideOverException(reason, rule, String.valueOf(getMessage()));
        again.initCause(this);
        return again;
    }

    /**
     * Ends the work of a ride whose body did not arrive.
     *
     * @return what to throw
     */
    public static RideOverException late() {
        return new RideOverException(Reason.BODY_TIMEOUT, "body", "The body did not arrive in time.");
    }

    /**
     * Why the ride is over.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * The rule that ended it.
     *
     * @return the rule's name
     */
    public String rule() {
        return rule;
    }
}
