package io.faregate.body;

import io.faregate.body.Fields.Makes;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * OpenAI's Images: their requests and replies as tables. A picture is a reply of as many tokens as its size and quality
 * make, which no field can lower: the cap on the tokens of a reply decides how large and how fine a picture may be.
 */
final class OpenAiImages {
    /** Edits and variations have files. */
    static final Pattern FORMS = Pattern.compile(".*/(?:edits|variations)");

    private OpenAiImages() {}

    /** Of generations, as JSON. */
    static Fields request(Set<String> allowed) {
        return common().required("/prompt").allowed(allowed);
    }

    /** Of edits and variations, as the fields of a form. */
    static Fields form(Set<String> allowed) {
        return common().all(Role.MEDIA, "/image", "/image[]", "/mask")
                .all(Role.PASS, "/input_fidelity")
                .allowed(allowed);
    }

    private static Fields common() {
        return Fields.none().makes(Makes.PICTURES).model("/model").choiceIfNamed(Choice.CHOICES, "/n").stream("/stream")
                .all(Role.TEXT, "/prompt")
                .all(Role.SIZE, "/size")
                .oneOf(Role.QUALITY, "/quality", "auto", "low", "medium", "high", "standard", "hd")
                .all(Role.PARTIALS, "/partial_images")
                .all(Role.PASS, "/background", "/output_format", "/response_format", "/style")
                .all(Role.SETTING, "/output_compression")
                .all(Role.PASS, "/moderation", "/user")
                .all(Role.DENIED, "/frame_count");
    }

    /** The last event of a stream is a picture with its usage; older models report none, and their pictures are counted. */
    static ReplyFields reply() {
        Map<String, Reading> counts = Map.of(
                "/input_tokens", Reading.PROMPT,
                "/output_tokens", Reading.COMPLETION,
                "/total_tokens", Reading.TOTAL);
        return ReplyFields.of(UsageFormula.PICTURES).usage("/usage", counts).pictures("/data/*");
    }
}
