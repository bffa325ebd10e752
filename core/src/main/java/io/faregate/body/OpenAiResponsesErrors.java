package io.faregate.body;

import io.faregate.ride.Refusal;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Refusals of OpenAI's Responses: an answer is a chat's; in a stream it is an event of type {@code error}. */
final class OpenAiResponsesErrors implements RefusalFormat {
    private final OpenAiErrors chat = new OpenAiErrors();

    @Override
    public void putHeaders(Map<String, String> headers, Refusal refusal) {
        chat.putHeaders(headers, refusal);
    }

    @Override
    public void write(JsonGenerator json, Refusal refusal) {
        chat.write(json, refusal);
    }

    /** The members that the API has, and the one that all SDKs look for first. */
    @Override
    public String event(Refusal refusal) {
        return "event: error\ndata: " + JsonText.of(json -> writeEvent(json, refusal)) + "\n\n";
    }

    private static void writeEvent(JsonGenerator json, Refusal refusal) {
        json.writeStartObject();
        json.writeStringProperty("type", "error");
        json.writeStringProperty("code", OpenAiErrors.code(refusal.reason()));
        json.writeStringProperty("message", refusal.message());
        json.writeName("param");
        json.writeNull();
        json.writeName("error");
        OpenAiErrors.writeError(json, refusal);
        json.writeStringProperty("request_id", refusal.rideId());
        json.writeEndObject();
    }
}
