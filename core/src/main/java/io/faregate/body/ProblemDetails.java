package io.faregate.body;

import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import tools.jackson.core.JsonGenerator;

/** Refusals as problem details (RFC 9457), with the types that the RateLimit headers' draft defines for quotas. */
final class ProblemDetails implements RefusalFormat {
    private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

    @Override
    public String contentType() {
        return "application/problem+json";
    }

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("type", type(refusal.reason()));
        json.writeStringProperty("title", title(refusal.reason()));
        json.writeNumberProperty("status", refusal.reason().status());
        json.writeStringProperty("detail", refusal.message());
        if (refusal.reason().status() == 429) {
            json.writeArrayPropertyStart("violated-policies");
            json.writeString(refusal.rule());
            json.writeEndArray();
        }
        json.writeStringProperty("reason", refusal.reason().code());
        json.writeStringProperty("rule", refusal.rule());
        if (refusal.param() != null) {
            json.writeStringProperty("param", refusal.param());
        }
        json.writeStringProperty("rideId", refusal.rideId());
        json.writeEndObject();
    }

    private static String type(Reason reason) {
        if (reason.status() == 429) {
            return TYPES + "quota-exceeded";
        }
        return reason == Reason.UNAVAILABLE ? TYPES + "temporary-reduced-capacity" : "about:blank";
    }

    /** With {@code about:blank} the status's own phrase, as RFC 9457 4.2.1 wants it. */
    private static String title(Reason reason) {
        return switch (reason.status()) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Quota Exceeded";
            default -> reason == Reason.UNAVAILABLE ? "Temporary Reduced Capacity" : "Service Unavailable";
        };
    }
}
