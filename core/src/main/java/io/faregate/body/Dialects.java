package io.faregate.body;

import io.faregate.body.Dialect.Reads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All dialects. What a client may send in one, where its replies report usage and how it refuses is a table in a file of
 * its own; here they stand side by side.
 */
public final class Dialects {
    private static final RefusalFormat PROBLEM = new ProblemDetails();
    private static final Map<String, Function<AppFields, Dialect>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("app", app -> JsonDialect.of("app", HeadFields.none(), AppBody.request(app), null, PROBLEM));
        put("openai-chat", OpenAiChat.HEADS, OpenAiChat::request, OpenAiChat.reply(), new OpenAiErrors());
        put(
                "openai-responses",
                OpenAiChat.HEADS,
                OpenAiResponses::request,
                OpenAiResponses.reply(),
                new OpenAiResponsesErrors());
        put(
                "openai-completions",
                OpenAiChat.HEADS,
                OpenAiCompletions::request,
                OpenAiCompletions.reply(),
                new OpenAiErrors());
        put(
                "openai-embeddings",
                OpenAiChat.HEADS,
                OpenAiEmbeddings::request,
                OpenAiEmbeddings.reply(),
                new OpenAiErrors());
        put("anthropic", Anthropic.HEADS, Anthropic::request, Anthropic.reply(), new AnthropicErrors());
        put("mistral", HeadFields.none(), Mistral::request, OpenAiChat.reply(), new MistralErrors());
        put("cohere-v2", HeadFields.none(), Cohere::request, Cohere.reply(), new CohereErrors());
        put("ollama", HeadFields.none(), Ollama::request, Ollama.reply(), new OllamaErrors());
        put("gemini", Gemini.PATH, Gemini.HEADS, Gemini::request, Gemini.reply(), new GoogleErrors());
        put(
                "bedrock-converse",
                BedrockConverse.PATH,
                HeadFields.none(),
                BedrockConverse::request,
                BedrockConverse.reply(),
                new BedrockErrors());
        ALL.put("multipart", app -> new UnreadDialect("multipart", Reads.PARTS, PROBLEM));
        ALL.put("none", app -> new UnreadDialect("none", Reads.NOTHING, PROBLEM));
    }

    private Dialects() {}

    private static void put(
            String name,
            HeadFields heads,
            Function<Set<String>, Fields> requests,
            ReplyFields replies,
            RefusalFormat refusals) {
        ALL.put(name, app -> JsonDialect.of(name, heads, requests.apply(app.allowed()), replies, refusals));
    }

    /** One whose paths name the model. */
    private static void put(
            String name,
            PathModel paths,
            HeadFields heads,
            Function<Set<String>, Fields> requests,
            ReplyFields replies,
            RefusalFormat refusals) {
        put(name, heads, requests, replies, refusals);
        ALL.computeIfPresent(
                name, (key, dialect) -> dialect.andThen(unaddressed -> AddressedDialect.of(paths, unaddressed)));
    }

    /**
     * The dialect of a name, for a route.
     *
     * @param name a name as in policies
     * @param fields where the {@code app} dialect finds its fields; further fields that are let through in all
     * @return the dialect, or empty
     * @throws IllegalArgumentException when two fields have one place, or an allowed name differs from one of the
     *     dialect's own only in how it is written
     */
    public static Optional<Dialect> named(String name, AppFields fields) {
        return Optional.ofNullable(ALL.get(name)).map(dialect -> dialect.apply(fields));
    }

    /**
     * The names of those that have a place for instructions to the model.
     *
     * @return the names in the order of the docs
     */
    public static List<String> takeInstructions() {
        return names().stream()
                .filter(name -> named(name, AppFields.DEFAULT).orElseThrow().takesInstructions())
                .toList();
    }

    /**
     * All names, for messages.
     *
     * @return the names in the order of the docs
     */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }
}
