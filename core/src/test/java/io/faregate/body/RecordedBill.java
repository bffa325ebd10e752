package io.faregate.body;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What recorded replies say that they used, read from their whole text: no table and no parser of the meters. Some are of
 * interfaces without a dialect of their own, whose reports the nearest one reads.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are of List.of
public enum RecordedBill {
    OPENAI_CHAT(
            "openai-chat",
            "(?!.*mistral).*/chat/completions.*",
            List.of("prompt_tokens"),
            List.of("completion_tokens")),
    WRITER("openai-chat", ".*writer.* /v1/chat", List.of("prompt_tokens"), List.of("completion_tokens")),
    ASSISTANTS(
            "openai-chat",
            ".*json /v1/threads/[^/]+/runs/[^/]+",
            List.of("prompt_tokens"),
            List.of("completion_tokens")),
    OPENAI_RESPONSES("openai-responses", ".* /v1/responses", List.of("input_tokens"), List.of("output_tokens")),
    OPENAI_COMPLETIONS(
            "openai-completions",
            "(?!.*writer).* /v1/completions",
            List.of("prompt_tokens"),
            List.of("completion_tokens")),
    EMBEDDINGS("openai-embeddings", ".*(?:/embeddings.*|/v1/rerank)", List.of("total_tokens"), List.of()),
    ANTHROPIC(
            "anthropic",
            ".*(?: /v1/messages|anthropic\\.claude[^/]+/invoke)",
            List.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"),
            List.of("output_tokens")),
    GEMINI(
            "gemini",
            ".*/models/[^/]+:(?:g|streamG)enerateContent.*",
            List.of("promptTokenCount", "toolUsePromptTokenCount"),
            List.of("candidatesTokenCount", "thoughtsTokenCount")),
    BEDROCK(
            "bedrock-converse",
            ".* /model/(?:[^/]+/converse|amazon\\.nova[^/]+/invoke)",
            List.of("inputTokens"),
            List.of("outputTokens")),
    MISTRAL("mistral", ".*mistral.* /v1/chat/completions.*", List.of("prompt_tokens"), List.of("completion_tokens")),
    COHERE(
            "cohere-v2",
            ".* /v2/chat",
            List.of("billed_units\":\\{\"input_tokens"),
            List.of("billed_units\":\\{\"input_tokens\":\\d+,\"output_tokens"));

    /** Replies that no dialect reads, and why: docs/dialects.md says it of the same. */
    public enum Unread {
        /** Each step of a run reports by itself, and the run at its end. */
        ASSISTANTS(".*sse /v1/threads/[^/]+/runs", 6),
        /** Text without JSON. */
        REPLICATE(".*replicate.* /v1/streams/.*", 3),
        /** Each event reports a part of the prompt or of the reply, in a list. */
        WATSONX(".* /ml/v1-beta/generation/text_stream.*", 2),
        /** No event reports anything. */
        WRITER_COMPLETIONS(".*writer.* /v1/completions", 6);

        final Pattern urls;
        final int replies;

        Unread(String urls, int replies) {
            this.urls = Pattern.compile(urls);
            this.replies = replies;
        }
    }

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

    /**
     * The successful calls of this kind; the test is skipped where nothing is recorded.
     *
     * @return the recordings, one at least
     */
    public List<Recording> recordings() throws IOException {
        return Recording.of(urls);
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

    /**
     * The dialect that reads a recording.
     *
     * @param recording one of this kind
     * @return the dialect at its path
     */
    public Dialect dialect(Recording recording) {
        String path = URI.create(recording.url()).getPath().replaceFirst("/invoke$", "/converse");
        return Dialects.named(dialect, AppFields.DEFAULT).orElseThrow().at(path);
    }

    /** The number that stands behind the last member of a name. */
    private static OptionalLong last(Recording recording, String name) throws IOException {
        Matcher member = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d+)").matcher(Bodies.text(recording.reply()));
        OptionalLong last = OptionalLong.empty();
        while (member.find()) {
            last = OptionalLong.of(Long.parseLong(member.group(1)));
        }
        return last;
    }
}
