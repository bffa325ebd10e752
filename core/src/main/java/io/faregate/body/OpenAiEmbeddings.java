package io.faregate.body;

import java.util.Map;
import java.util.Set;

/** OpenAI's Embeddings: their requests and replies as tables. Nothing is written, so there is no maximum of it. */
final class OpenAiEmbeddings {
    private OpenAiEmbeddings() {}

    static Fields request(Set<String> allowed) {
        return Fields.none()
                .model("/model")
                .all(Role.TEXT, "/input")
                .all(Role.ITEM, "/input/*")
                .all(Role.TOKEN, "/input/*/*")
                .required("/input")
                .all(Role.PASS, "/encoding_format", "/user")
                .all(Role.SETTING, "/dimensions")
                .allowed(allowed);
    }

    static ReplyFields reply() {
        return ReplyFields.of(UsageFormula.PROMPT_ONLY)
                .usage("/usage", Map.of("/prompt_tokens", Reading.PROMPT, "/total_tokens", Reading.TOTAL));
    }
}
