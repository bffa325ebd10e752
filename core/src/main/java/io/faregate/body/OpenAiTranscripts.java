package io.faregate.body;

import io.faregate.body.Fields.Makes;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** OpenAI's Transcriptions and Translations: the fields of their forms, and their replies as a table. */
final class OpenAiTranscripts {
    static final Pattern FORMS = Pattern.compile(".*/(?:transcriptions|translations)");

    private OpenAiTranscripts() {}

    /** A reply as plain text or as subtitles says nothing of its usage, so those formats are not let in. */
    static Fields form(Set<String> allowed) {
        return Fields.none().makes(Makes.TRANSCRIPTS).model("/model").stream("/stream")
                .all(Role.MEDIA, "/file")
                .all(Role.TEXT, "/prompt")
                .oneOf("/response_format", "json", "verbose_json", "diarized_json")
                .all(Role.PASS, "/language", "/temperature", "/chunking_strategy", "/timestamp_granularities[]")
                .all(Role.DENIED, "/include[]", "/known_speaker_names[]", "/known_speaker_references[]")
                .allowed(allowed);
    }

    /** Usage is of seconds or of tokens, as the model is billed; in a stream its last event has it. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/input_tokens", Reading.PROMPT,
                "/input_token_details/audio_tokens", Reading.AUDIO_IN,
                "/output_tokens", Reading.COMPLETION,
                "/total_tokens", Reading.TOTAL,
                "/seconds", Reading.SECONDS);
        return ReplyFields.of(UsageFormula.HEARD).usage("/usage", counts).deltas("/delta");
    }
}
