package io.faregate.body;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All dialects. What a client may send in one, where its replies report usage and how it refuses is a table in a file of
 * its own; here they stand side by side.
 */
public final class Dialects {
    private static final RefusalFormat PROBLEM = new ProblemDetails();
    private static final Map<String, Function<AppFields, Dialect>> ALL = new LinkedHashMap<>();
    private static final Map<String, RefusalFormat> REFUSALS = new HashMap<>();

    static {
        ALL.put("app", app -> AppDialect.of(app, PROBLEM));
        put("openai-chat", OpenAiChat.QUERY, OpenAiChat::request, OpenAiChat.reply(), new OpenAiErrors());
        put(
                "openai-responses",
                OpenAiChat.QUERY,
                OpenAiResponses::request,
                OpenAiResponses.reply(),
                new OpenAiResponsesErrors());
        put(
                "openai-completions",
                OpenAiChat.QUERY,
                OpenAiCompletions::request,
                OpenAiCompletions.reply(),
                new OpenAiErrors());
        put(
                "openai-embeddings",
                OpenAiChat.QUERY,
                OpenAiEmbeddings::request,
                OpenAiEmbeddings.reply(),
                new OpenAiErrors());
        put("openai-images", OpenAiChat.QUERY, OpenAiImages::request, OpenAiImages.reply(), new OpenAiErrors());
        forms("openai-images", OpenAiImages.FORMS, OpenAiImages::form, OpenAiImages.reply());
        put("openai-audio", OpenAiChat.QUERY, OpenAiSpeech::request, OpenAiSpeech.reply(), new OpenAiErrors());
        forms("openai-audio", OpenAiTranscripts.FORMS, OpenAiTranscripts::form, OpenAiTranscripts.reply());
        put("anthropic", Anthropic.QUERY, Anthropic::request, Anthropic.reply(), new AnthropicErrors());
        put("mistral", QueryFields.none(), Mistral::request, OpenAiChat.reply(), new MistralErrors());
        put("cohere-v2", QueryFields.none(), Cohere::request, Cohere.reply(), new CohereErrors());
        put("ollama", QueryFields.none(), Ollama::request, Ollama.reply(), new OllamaErrors());
        put("gemini", Gemini.PATH, Gemini.QUERY, Gemini::request, Gemini.reply(), new GoogleErrors());
        put(
                "bedrock-converse",
                BedrockConverse.PATH,
                QueryFields.none(),
                BedrockConverse::request,
                BedrockConverse.reply(),
                new BedrockErrors());
        ALL.put(
                "multipart",
                app -> form("multipart", HeadFields.none(), QueryFields.none(), AppForm::form, null, PROBLEM, app));
        ALL.put("none", app -> new UnreadDialect("none", PROBLEM));
    }

    private Dialects() {}

    private static void put(
            String name,
            QueryFields queries,
            Function<Set<String>, Fields> requests,
            ReplyFields replies,
            RefusalFormat refusals) {
        REFUSALS.put(name, refusals);
        ALL.put(
                name,
                app -> JsonDialect.of(
                        name,
                        HeadFields.ofProviders(app),
                        queries.of(app),
                        requests.apply(app.allowed()).unknown(app.unknown()).beside(app.query()),
                        replies,
                        refusals));
    }

    /** What one of OpenAI's dialects takes as forms, at the paths for that. */
    private static void forms(String name, Pattern paths, Function<Set<String>, Fields> requests, ReplyFields replies) {
        Function<AppFields, Dialect> json = Objects.requireNonNull(ALL.get(name));
        ALL.put(
                name,
                app -> new PathDialect(
                        json.apply(app),
                        paths,
                        form(
                                name,
                                HeadFields.ofProviders(app.unknown(Unknown.REFUSE)),
                                OpenAiChat.QUERY,
                                requests,
                                replies,
                                new OpenAiErrors(),
                                app)));
    }

    /** A form goes on as it came, so that nothing unknown can be taken out of it: it is refused, also in the query. */
    private static FormDialect form(
            String name,
            HeadFields heads,
            QueryFields queries,
            Function<Set<String>, Fields> requests,
            @Nullable ReplyFields replies,
            RefusalFormat refusals,
            AppFields app) {
        return new FormDialect(
                name,
                heads,
                queries.of(app.unknown(Unknown.REFUSE)),
                requests.apply(app.allowed()).beside(app.query()),
                replies,
                refusals);
    }

    /** One whose paths name the model. */
    private static void put(
            String name,
            PathModel paths,
            QueryFields queries,
            Function<Set<String>, Fields> requests,
            ReplyFields replies,
            RefusalFormat refusals) {
        put(name, queries, requests, replies, refusals);
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

    /** How a dialect words refusals. */
    static RefusalFormat refusals(String name) {
        return REFUSALS.getOrDefault(name, PROBLEM);
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
