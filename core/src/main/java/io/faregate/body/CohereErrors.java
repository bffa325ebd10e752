package io.faregate.body;

import io.faregate.ride.Refusal;
import tools.jackson.core.JsonGenerator;

/** Refusals as Cohere says its own: {@code {"message", "id"}}. */
final class CohereErrors implements RefusalFormat {

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("message", refusal.message());
        json.writeStringProperty("id", refusal.rideId());
        json.writeEndObject();
    }
}
