package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import tools.jackson.core.JsonGenerator;

/** Refusals as Google says its own: {@code {"error":{code, message, status}}}, also in a stream. */
final class GoogleErrors implements RefusalFormat {

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeObjectPropertyStart("error");
        json.writeNumberProperty("code", refusal.reason().status());
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("status", status(refusal));
        json.writeEndObject();
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }

    @Override
    public String event(Refusal refusal) {
        return "data: " + json(refusal) + "\n\n";
    }

    private static String status(Refusal refusal) {
        return switch (refusal.reason().status()) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 408 -> "DEADLINE_EXCEEDED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> refusal.reason() == Reason.RIDE_ENDED ? "CANCELLED" : "UNAVAILABLE";
            default -> "INVALID_ARGUMENT";
        };
    }
}
