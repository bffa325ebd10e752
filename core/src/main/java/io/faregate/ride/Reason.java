package io.faregate.ride;

import java.util.Locale;

/** Why a ride was refused, with the HTTP status that says so. */
public enum Reason {
    /** The body is not what the dialect says a body is. */
    MALFORMED(400),
    /** The body holds a field that the route does not let through. */
    FIELD_NOT_ALLOWED(400),
    /** A field holds a value of a wrong type or range. */
    INVALID_VALUE(400),
    /** The route wants a known user. */
    USER_REQUIRED(401),
    /** The caller's plan does not reach this route, or is unknown. */
    PLAN_NOT_ALLOWED(403),
    /** The model is not one of those that route and plan allow. */
    MODEL_NOT_ALLOWED(403),
    /** The model has no price for what the ride would use. */
    MODEL_NOT_PRICED(403),
    /** The tool is not one of those that the route allows, or its arguments are not those of its schema. */
    TOOL_NOT_ALLOWED(403),
    /** The steps, tool calls or documents of the ride are spent. */
    RIDE_SPENT(403),
    /** The user, network, route or model is blocked. */
    BLOCKED(403),
    /** The method is not one that this route takes. */
    METHOD_NOT_ALLOWED(405),
    /** The body did not arrive in time. */
    BODY_TIMEOUT(408),
    /** The body has more bytes than the route takes. */
    BODY_TOO_LARGE(413),
    /** The content is more than one request may have: characters, messages, tokens, files. */
    CONTENT_TOO_LARGE(413),
    /** The body's media type or encoding is not one the dialect reads. */
    UNSUPPORTED_MEDIA_TYPE(415),
    /** A rolling limit is spent; it refills steadily. */
    RATE_LIMITED(429),
    /** As many rides as allowed are running. */
    TOO_MANY_AT_ONCE(429),
    /** A calendar limit of a count is spent until its period ends. */
    QUOTA_SPENT(429),
    /** A limit of money is spent, or has less left than the ride could cost. */
    BUDGET_SPENT(429),
    /** The ride's deadline passed, or it was stopped. */
    RIDE_ENDED(503),
    /** Faregate itself can not decide: no policy, a store that is down, a resolver that failed. */
    UNAVAILABLE(503);

    private final int status;
    private final String code;

    Reason(int status) {
        this.status = status;
        this.code = name().toLowerCase(Locale.ROOT);
    }

    /**
     * The HTTP status that says this reason.
     *
     * @return a status from 400 to 503
     */
    public int status() {
        return status;
    }

    /**
     * The name used in records and answers, as {@code budget_spent}.
     *
     * @return the name in lower case
     */
    public String code() {
        return code;
    }

    /**
     * Whether only what the caller sent is at fault; such refusals count as strikes. A spent budget or rate is none, nor
     * is a model without a price: the policy offered it.
     *
     * @return true for a body, a value, a model or a tool that can not be let in
     */
    public boolean isStrike() {
        return switch (this) {
            case MALFORMED,
                    FIELD_NOT_ALLOWED,
                    INVALID_VALUE,
                    MODEL_NOT_ALLOWED,
                    TOOL_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    CONTENT_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE -> true;
            default -> false;
        };
    }
}
