package io.faregate.benchmarks;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** One question in the words of each dialect, as long as is asked for: several texts of some hundred characters. */
final class DialectBodies {
    private static final int PIECE = 400;

    private final List<DialectBody> all = new ArrayList<>();

    /**
     * A body and who reads it.
     *
     * @param name the dialect's name
     * @param dialect the dialect of its path
     * @param json the body
     */
    record DialectBody(String name, Dialect dialect, String json) {}

    private DialectBodies(int size) {
        String user = "{\"role\":\"user\",\"content\":%s}";
        String parts = "{\"role\":\"user\",\"parts\":[{\"text\":%s}]}";
        String blocks = "{\"role\":\"user\",\"content\":[{\"text\":%s}]}";
        String start = "{\"model\":\"some-model\",\"stream\":true,";
        add("app", "/", "{\"model\":\"some-model\",\"maxOutputTokens\":4000,\"message\":", text(size), "}");
        add("openai-chat", "/", start + "\"max_tokens\":4000,\"messages\":[", list(size, user), "]}");
        add("openai-responses", "/", start + "\"max_output_tokens\":4000,\"input\":[", list(size, user), "]}");
        add("openai-completions", "/", start + "\"max_tokens\":4000,\"prompt\":", text(size), "}");
        add("openai-embeddings", "/", "{\"model\":\"some-model\",\"input\":[", list(size, "%s"), "]}");
        add("openai-images", "/", "{\"model\":\"some-model\",\"quality\":\"low\",\"prompt\":", text(size), "}");
        add("openai-audio", "/", "{\"model\":\"some-model\",\"voice\":\"alloy\",\"input\":", text(size), "}");
        add("anthropic", "/", start + "\"max_tokens\":4000,\"messages\":[", list(size, user), "]}");
        add("mistral", "/", start + "\"max_tokens\":4000,\"messages\":[", list(size, user), "]}");
        add("cohere-v2", "/", start + "\"max_tokens\":4000,\"messages\":[", list(size, user), "]}");
        add("ollama", "/", start + "\"options\":{\"num_predict\":4000},\"messages\":[", list(size, user), "]}");
        add(
                "gemini",
                "/v1beta/models/some-model:generateContent",
                "{\"generationConfig\":{\"maxOutputTokens\":4000},\"contents\":[",
                list(size, parts),
                "]}");
        add(
                "bedrock-converse",
                "/model/some-model/converse",
                "{\"inferenceConfig\":{\"maxTokens\":4000},\"messages\":[",
                list(size, blocks),
                "]}");
    }

    static List<DialectBody> of(int size) {
        return new DialectBodies(size).all;
    }

    private void add(String name, String path, String before, String prompt, String after) {
        Dialect dialect = Dialects.named(name, AppFields.DEFAULT).orElseThrow().at(path);
        all.add(new DialectBody(name, dialect, before + prompt + after));
    }

    private static String list(int size, String element) {
        UnaryOperator<String> filled = text -> element.replace("%s", text);
        List<String> elements = new ArrayList<>();
        for (int left = size; left > 0; left -= PIECE) {
            elements.add(filled.apply(text(Math.min(PIECE, left))));
        }
        return String.join(",", elements);
    }

    private static String text(int size) {
        return '"' + ChatBodies.english(size, size) + '"';
    }
}
