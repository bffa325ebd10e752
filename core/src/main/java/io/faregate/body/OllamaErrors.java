package io.faregate.body;

import io.faregate.ride.Refusal;
import tools.jackson.core.JsonGenerator;

/** Refusals as Ollama says its own: {@code {"error"}}, and in a stream the same as a line. */
final class OllamaErrors implements RefusalFormat {

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("error", refusal.message());
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }
}
