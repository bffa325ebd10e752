package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Refusals as Anthropic's SDKs read them: {@code {"type":"error","error":{type, message, details},"request_id"}}. Types
 * are few; the reason itself is the {@code error_code} in the details.
 */
final class AnthropicErrors implements RefusalFormat {

    /** Spent money has a status of its own here, which no SDK takes for a rate to wait for. */
    @Override
    public int status(Reason reason) {
        return reason == Reason.BUDGET_SPENT ? 402 : reason.status();
    }

    @Override
    public void putHeaders(Map<String, String> headers, Refusal refusal) {
        headers.put("request-id", headers.getOrDefault("Faregate-Ride-Id", ""));
    }

    /** Its own streams have it anywhere; a client may wait for one or another event, and for no comment. */
    @Override
    public String heartbeat() {
        return "event: ping\ndata: {\"type\": \"ping\"}\n\n";
    }

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("type", "error");
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("type", type(refusal.reason()));
        json.writeStringProperty("message", refusal.message());
        json.writeObjectPropertyStart("details");
        json.writeStringProperty("error_code", refusal.reason().code());
        json.writeEndObject();
        json.writeEndObject();
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }

    private static String type(Reason reason) {
        return switch (reason) {
            case USER_REQUIRED -> "authentication_error";
            case BUDGET_SPENT -> "billing_error";
            case RATE_LIMITED, TOO_MANY_AT_ONCE, QUOTA_SPENT -> "rate_limit_error";
            case PLAN_NOT_ALLOWED, MODEL_NOT_ALLOWED, MODEL_NOT_PRICED, TOOL_NOT_ALLOWED, RIDE_SPENT, BLOCKED ->
                "permission_error";
            case BODY_TOO_LARGE, CONTENT_TOO_LARGE -> "request_too_large";
            case UNAVAILABLE -> "overloaded_error";
            case BODY_TIMEOUT, RIDE_ENDED -> "timeout_error";
            case MALFORMED, FIELD_NOT_ALLOWED, INVALID_VALUE, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE ->
                "invalid_request_error";
        };
    }
}
