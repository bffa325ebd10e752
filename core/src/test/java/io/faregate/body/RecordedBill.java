package io.faregate.body;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What recorded replies say that they used, read from their whole text: no table and no parser of the meters. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are of List.of
enum RecordedBill {
    OPENAI_RESPONSES("openai-responses", ".* /v1/responses", List.of("input_tokens"), List.of("output_tokens")),
    OPENAI_COMPLETIONS(
            "openai-completions",
            "(?!.*writer).* /v1/completions",
            List.of("prompt_tokens"),
            List.of("completion_tokens")),
    OPENAI_EMBEDDINGS("openai-embeddings", ".*/embeddings.*", List.of("total_tokens"), List.of()),
    ANTHROPIC(
            "anthropic",
            ".* /v1/messages",
            List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
            List.of("output_tokens")),
    GEMINI(
            "gemini",
            ".*/models/[^/]+:(?:g|streamG)enerateContent.*",
            List.of("promptTokenCount", "toolUsePromptTokenCount"),
            List.of("candidatesTokenCount", "thoughtsTokenCount")),
    BEDROCK("bedrock-converse", ".* /model/[^/]+/converse", List.of("inputTokens"), List.of("outputTokens")),
    MISTRAL("mistral", ".*mistral.* /v1/chat/completions", List.of("prompt_tokens"), List.of("completion_tokens")),
    COHERE(
            "cohere-v2",
            ".* /v2/chat",
            List.of("billed_units\":\\{\"input_tokens"),
            List.of("billed_units\":\\{\"input_tokens\":\\d+,\"output_tokens"));

    final Pattern urls;
    private final String dialect;

    private final List<String> prompt;
    private final List<String> written;

    RecordedBill(String dialect, String urls, List<String> prompt, List<String> written) {
        this.dialect = dialect;
        this.urls = Pattern.compile(urls);
        this.prompt = prompt;
        this.written = written;
    }

    /** The tokens of the prompt; empty when nothing was said of it. */
    Optional<Long> prompt(Recording recording) throws IOException {
        return sum(recording, prompt);
    }

    /** The tokens that were written; empty when nothing was said of the prompt either. */
    Optional<Long> written(Recording recording) throws IOException {
        return written.isEmpty() ? prompt(recording).map(any -> 0L) : sum(recording, written);
    }

    private static Optional<Long> sum(Recording recording, List<String> names) throws IOException {
        Optional<Long> sum = Optional.empty();
        for (String name : names) {
            OptionalLong last = last(recording, name);
            if (last.isPresent()) {
                sum = Optional.of(sum.orElse(0L) + last.getAsLong());
            }
        }
        return sum;
    }

    Dialect dialect(Recording recording) {
        String path = java.net.URI.create(recording.url()).getPath();
        return Dialects.named(dialect, AppFields.DEFAULT).orElseThrow().at(path);
    }

    /** The number that stands behind the last member of a name. */
    private static OptionalLong last(Recording recording, String name) throws IOException {
        var member = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(Bodies.text(recording.reply()));
        OptionalLong last = OptionalLong.empty();
        while (member.find()) {
            last = OptionalLong.of(Long.parseLong(member.group(1)));
        }
        return last;
    }
}
