package io.faregate.body;

import io.faregate.ride.Refusal;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Refusals as Bedrock says its own: {@code {"message"}}, and the kind in a header of the answer or of a frame. */
final class BedrockErrors implements RefusalFormat {

    @Override
    public void putHeaders(Map<String, String> headers, Refusal refusal) {
        headers.put("x-amzn-errortype", kind(refusal));
        headers.put("x-amzn-RequestId", headers.getOrDefault("Faregate-Ride-Id", ""));
    }

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }

    @Override
    public Optional<byte[]> frame(Refusal refusal) {
        return Optional.of(EventFrame.exception(exception(refusal), json(refusal)));
    }

    /** Its streams have fewer kinds, and all SDKs know these. */
    private static String exception(Refusal refusal) {
        return switch (refusal.reason().status()) {
            case 429 -> "throttlingException";
            case 503 -> "serviceUnavailableException";
            default -> "validationException";
        };
    }

    private static String kind(Refusal refusal) {
        return switch (refusal.reason().status()) {
            case 401, 403 -> "AccessDeniedException";
            case 408 -> "ModelTimeoutException";
            case 429 -> "ThrottlingException";
            case 503 -> "ServiceUnavailableException";
            default -> "ValidationException";
        };
    }
}
