package io.faregate.body;

import io.faregate.ride.Refusal;
import tools.jackson.core.JsonGenerator;

/** Refusals as Mistral says its own: {@code {"object":"error", message, type, param, code}}. */
final class MistralErrors implements RefusalFormat {

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("object", "error");
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("type", OpenAiErrors.type(refusal.reason()));
        json.writeName("param");
        json.writeString(OpenAiErrors.param(refusal.param()));
        json.writeStringProperty("code", OpenAiErrors.code(refusal.reason()));
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }
}
