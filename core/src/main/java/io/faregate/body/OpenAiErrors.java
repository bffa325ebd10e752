package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refusals as OpenAI's SDKs read them: {@code {"error":{message, type, param, code}}}, with the ride's id beside. */
final class OpenAiErrors implements RefusalFormat {

    @Override
    public Answer answer(Refusal refusal) {
        Map<String, String> headers = RetryHeaders.of(refusal, "application/json");
        headers.put("x-request-id", headers.getOrDefault("Faregate-Ride-Id", ""));
        return new Answer(refusal.reason().status(), headers, json(refusal));
    }

    @Override
    public String event(Refusal refusal) {
        return "data: " + json(refusal) + "\n\n";
    }

    private static String json(Refusal refusal) {
        return JsonText.of(json -> {
            json.writeStartObject();
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("message", refusal.message());
            json.writeStringProperty("type", type(refusal.reason()));
            json.writeName("param");
            json.writeString(param(refusal.param()));
            json.writeStringProperty("code", code(refusal.reason()));
            json.writeEndObject();
            json.writeStringProperty("request_id", refusal.rideId());
            json.writeEndObject();
        });
    }

    private static @Nullable String param(@Nullable String param) {
        return param != null && param.startsWith("/") ? Rejection.dotted(param) : param;
    }

    private static String type(Reason reason) {
        return switch (reason) {
            case RATE_LIMITED, TOO_MANY_AT_ONCE -> "rate_limit_error";
            case QUOTA_SPENT, BUDGET_SPENT -> "insufficient_quota";
            case RIDE_ENDED, UNAVAILABLE -> "server_error";
            default -> "invalid_request_error";
        };
    }

    private static String code(Reason reason) {
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
