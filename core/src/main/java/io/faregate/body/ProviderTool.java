package io.faregate.body;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A tool of the provider's own that a body asks for: the provider calls it by itself, as often as it likes. Immutable.
 *
 * @param name its name without case, date and preview, as {@code web_search}
 * @param calls the most calls of it: as the body says, else {@link #CALLS}
 * @param tokens the most tokens that the result of one call puts into the prompt
 */
public record ProviderTool(String name, long calls, long tokens) {

    /** Calls of a tool that says no maximum: more than models were seen to make in one reply. */
    public static final int CALLS = 10;

    /** Tokens of one result of most tools: what OpenAI bills for one of a search. */
    static final int RESULT = 8_000;

    /** Tokens of what is found in files: the most results that OpenAI gives, at the 800 tokens that one usually has. */
    static final int PASSAGES = 50 * 800;

    /**
     * Tokens of what is fetched whole: what Anthropic publishes of a paper of 500 kB. Ten of them are more than a prompt of
     * Gemini's may have.
     */
    static final int FETCHED = 125_000;

    /** Turns that a provider takes by itself before it hands back: what Anthropic publishes. */
    static final int TURNS = 10;

    /** The search of most providers. */
    static final String SEARCH = "web_search";

    /** Searches, which a price table has a price of. */
    private static final Set<String> SEARCHES = Set.of(
            SEARCH,
            "web_search_premium",
            "google_search",
            "google_search_retrieval",
            "enterprise_web_search",
            "exa_ai_search",
            "parallel_ai_search",
            "nova_grounding");

    /** Tools that cost nothing but the tokens of their results. */
    private static final Set<String> UNPRICED = Set.of("tool_search", "url_context", "web_fetch");

    /** Tools that the application runs, whatever the provider calls them: none of them is called but by it. */
    private static final Set<String> LOCAL = Set.of(
            "apply_patch",
            "bash",
            "computer",
            "computer_use",
            "custom",
            "function",
            "local_shell",
            "memory",
            "namespace",
            "str_replace_based_edit_tool",
            "text_editor");

    /** Those of them whose definition is in the body. */
    private static final Set<String> DEFINED = Set.of("custom", "function", "namespace");

    /** Tokens that a model is told of a tool whose name alone is in the body: Anthropic publishes 735 and 499 of one. */
    static final int DEFINITION = 1_250;

    /** The longest name that is looked at: a pattern takes time and stack. */
    private static final int LONGEST = 64;

    private static final Pattern SUFFIX = Pattern.compile("(?:_preview|_options|_\\d+)*$");

    /** The name of a kind, as a body has it. */
    static String name(String kind) {
        if (isLocal(kind)) {
            // nearly all are functions, and patterns take time
            return kind;
        }
        String undated = undated(kind.replace('-', '_'));
        return undated.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** A kind without its date; nothing else of it is changed. */
    static String undated(String kind) {
        return kind.length() > LONGEST ? "unknown" : SUFFIX.matcher(kind).replaceFirst("");
    }

    /** Whether the application runs the tool of a name. */
    static boolean isLocal(String name) {
        return LOCAL.contains(name);
    }

    /** Whether the application runs a tool that the provider tells the model of; results of others are held above that. */
    static boolean isDefinedByProvider(String name) {
        return isLocal(name) && !DEFINED.contains(name);
    }

    /** The most tokens of one result of the tool of a name, where what is fetched whole has so many. */
    static long result(String name, long fetched) {
        return switch (name) {
            case "url_context", "web_fetch" -> fetched;
            case "file_search" -> PASSAGES;
            default -> RESULT;
        };
    }

    /**
     * The most tokens of what is fetched, where a body says them. Anthropic calls that approximate, and leaves files as PDFs
     * whole: an application is believed all the same, as it may know what is fetched; a client would name such a file.
     */
    static long fetched(long said, boolean client) {
        long most = Saturated.plus(said, said / 4);
        return client ? Math.max(FETCHED, most) : most;
    }

    /**
     * Whether its calls are searches: {@link io.faregate.cost.Unit#WEB_SEARCHES}, which have a price in tables.
     *
     * @return true for a search
     */
    public boolean isSearch() {
        return SEARCHES.contains(name);
    }

    /**
     * Whether a call of it costs something that no table knows.
     *
     * @return true unless it is a search, or costs nothing but the tokens of its results
     */
    public boolean isPricedByRoute() {
        return !isSearch() && !UNPRICED.contains(name);
    }
}
