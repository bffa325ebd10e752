package io.faregate.body;

import io.faregate.body.Fields.Makes;
import java.util.Map;
import java.util.Set;

/**
 * OpenAI's Speech: its requests and replies as tables. What is billed is the sound, or the characters that are spoken; a
 * reply that is sound says neither, so that what was held is charged.
 */
final class OpenAiSpeech {
    private OpenAiSpeech() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .makes(Makes.SPEECH)
                .model("/model")
                .all(Role.SPOKEN, "/input")
                .all(Role.PACE, "/instructions", "/speed")
                .required("/input")
                .all(Role.PASS, "/voice", "/response_format")
                .oneOf("/stream_format", "audio", "sse")
                .allowed(allowed);
    }

    /** Usage is in the last event of a stream. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/input_tokens", Reading.PROMPT,
                "/output_tokens", Reading.COMPLETION,
                "/total_tokens", Reading.TOTAL);
        return ReplyFields.of(UsageFormula.SPOKEN).usage("/usage", counts);
    }
}
