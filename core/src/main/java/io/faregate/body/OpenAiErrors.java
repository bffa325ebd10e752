package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Refusals as OpenAI's SDKs read them: {@code {"error":{message, type, param, code}}}, with the ride's id beside. OpenAI
 * gives the event of an error no name, but there are clients that take such a one for nothing; here it has one.
 */
final class OpenAiErrors implements RefusalFormat {

    @Override
    public void putHeaders(Map<String, String> headers, Refusal refusal) {
        headers.put("x-request-id", headers.getOrDefault("Faregate-Ride-Id", ""));
    }

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeName("error");
        writeError(json, refusal);
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }

    static void writeError(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("type", type(refusal.reason()));
        json.writeName("param");
        json.writeString(param(refusal.param()));
        json.writeStringProperty("code", code(refusal.reason()));
        json.writeEndObject();
    }

    static @Nullable String param(@Nullable String param) {
        return param != null && param.startsWith("/") ? Rejection.dotted(param) : param;
    }

    static String type(Reason reason) {
        return switch (reason) {
            case RATE_LIMITED, TOO_MANY_AT_ONCE -> "rate_limit_error";
            case QUOTA_SPENT, BUDGET_SPENT -> "insufficient_quota";
            case RIDE_ENDED, UNAVAILABLE -> "server_error";
            default -> "invalid_request_error";
        };
    }

    static String code(Reason reason) {
        return switch (reason) {
            case RATE_LIMITED, TOO_MANY_AT_ONCE -> "rate_limit_exceeded";
            case QUOTA_SPENT, BUDGET_SPENT -> "insufficient_quota";
            case USER_REQUIRED -> "invalid_api_key";
            case BODY_TOO_LARGE -> "request_too_large";
            case CONTENT_TOO_LARGE -> "context_length_exceeded";
            default -> reason.code();
        };
    }
}
