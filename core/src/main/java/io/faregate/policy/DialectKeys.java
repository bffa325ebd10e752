package io.faregate.policy;

import io.faregate.body.Counting;
import io.faregate.body.Dialects;
import io.faregate.body.ReplyCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The keys of a dialect of the operator's own. */
final class DialectKeys {
    static final Key<String> MODEL = Key.needed("model", Kinds.POINTER, "/model", "The model's name");
    static final Key<List<String>> OUTPUT_TOKENS = Key.needed(
            "output-tokens",
            ListOf.some(Kinds.POINTER),
            "[/max_tokens]",
            "The most tokens of a reply, in all its spellings, all clamped; the first is put in where there is none");
    static final Key<List<String>> TEXTS = Key.needed(
            "texts",
            ListOf.some(Kinds.POINTER),
            "[/messages/*/content, /messages/*/content/*/text]",
            "Strings that are text of a message; or lists of parts, where a further pointer goes on to a part's text");
    static final Key<List<String>> CHOICES =
            Key.of("choices", ListOf.some(Kinds.POINTER), "", "[/n]", "How many replies are written to one prompt");
    static final Key<String> STREAM = Key.of("stream", Kinds.POINTER, "", "/stream", "Whether the reply is streamed");
    static final Key<String> USAGE_ASKED = Key.of(
            "usage-asked",
            Kinds.POINTER,
            "",
            "/stream_options/include_usage",
            "Whether a stream reports usage, where that must be asked for: it is then asked for always");
    static final Key<List<String>> MESSAGES =
            Key.of("messages", ListOf.some(Kinds.POINTER), "", "[\"/messages/*\"]", "Messages, which are counted");
    static final Key<List<String>> TOOLS =
            Key.of("tools", ListOf.some(Kinds.POINTER), "", "[\"/tools/*\"]", "Tools, which are counted");
    static final Key<List<String>> DOCUMENTS = Key.of(
            "documents",
            ListOf.some(Kinds.POINTER),
            "",
            "[\"/documents/*\"]",
            "Documents, which are counted; anything may be in one");
    static final Key<List<String>> ALLOW = Key.of(
            "allow",
            ListOf.some(Kinds.POINTER),
            "[]",
            "[/temperature, /stop]",
            "What is let in whatever it is; all of it counts as prompt");
    static final Key<Map<String, List<String>>> WORDS = Key.of(
            "words",
            new MapOf<>(Kinds.POINTER, "POINTER", ListOf.some(Kinds.WORD)),
            "",
            "{\"/tools/*/type\": [function]}",
            "Strings of which only some values are let in");
    static final Key<List<String>> DENY = Key.of(
            "deny",
            ListOf.some(Kinds.POINTER),
            "[]",
            "[/store]",
            "What is refused, even where all else that is unknown is only taken out");
    static final Key<String> TIER = Key.of(
            "tier",
            Kinds.POINTER,
            "",
            "/service_tier",
            "The service tier, which prices may depend on: as a request asks for it and as a reply says it was given;"
                    + " refused from a client unless the route's allow-fields names it");
    static final Key<List<String>> REQUIRE =
            Key.of("require", ListOf.some(Kinds.POINTER), "[]", "[/messages]", "What a body must have, filled");

    static final Key<Counting> COUNTING = Key.of(
            "counting",
            OneOf.of(List.of(Counting.values()), Kinds::lower),
            "inclusive",
            "exclusive",
            "Whether the prompt has what was read from the provider's cache in it (`inclusive`), or not (`exclusive`);"
                    + " `running` counts thinking beside the completion");
    static final Key<List<String>> REPORTS = Key.of(
            "at",
            ListOf.some(Kinds.POINTER),
            "the reply itself",
            "[/usage]",
            "The objects that report usage; of several in a reply the last counts");
    static final Map<ReplyCount, Key<String>> COUNTS = counts();
    static final Section USAGE_SECTION = usage();
    static final Key<Values> USAGE = Key.of(
            "usage",
            USAGE_SECTION,
            "none: charged by what was seen, or as held",
            "{at: [/usage], prompt: /prompt_tokens, completion: /completion_tokens}",
            "Where a reply says what it used");
    static final Key<List<String>> DELTAS = Key.of(
            "deltas",
            ListOf.some(Kinds.POINTER),
            "[]",
            "[\"/choices/*/delta/content\"]",
            "Visible output in the parts of a stream, by which a reply is charged that ends early");
    static final Key<String> REFUSALS = Key.of(
            "refusals",
            OneOf.of(Dialects.names(), Function.identity()),
            "none, which is RFC 9457",
            "openai-chat",
            "As which dialect refusals are worded");

    static final Section DIALECT = Section.of(
            "dialect",
            MODEL,
            OUTPUT_TOKENS,
            TEXTS,
            CHOICES,
            STREAM,
            USAGE_ASKED,
            MESSAGES,
            TOOLS,
            DOCUMENTS,
            ALLOW,
            WORDS,
            DENY,
            TIER,
            REQUIRE,
            USAGE,
            DELTAS,
            REFUSALS);

    private DialectKeys() {}

    private static Map<ReplyCount, Key<String>> counts() {
        Map<ReplyCount, Key<String>> counts = new LinkedHashMap<>();
        counts.put(ReplyCount.PROMPT, Key.needed("prompt", Kinds.POINTER, "/prompt_tokens", "Tokens of the prompt"));
        counts.put(
                ReplyCount.COMPLETION,
                Key.needed("completion", Kinds.POINTER, "/completion_tokens", "Tokens of the reply"));
        counts.put(ReplyCount.TOTAL, count(ReplyCount.TOTAL, "/total_tokens", "All tokens of the call"));
        counts.put(
                ReplyCount.CACHE_READ,
                count(ReplyCount.CACHE_READ, "/prompt_tokens_details/cached_tokens", "Those read from the cache"));
        counts.put(
                ReplyCount.CACHE_WRITE,
                count(ReplyCount.CACHE_WRITE, "/cache_creation_input_tokens", "Those written to the cache"));
        counts.put(
                ReplyCount.THOUGHTS,
                count(ReplyCount.THOUGHTS, "/thoughts_tokens", "Tokens of thinking that are not in the completion"));
        counts.put(
                ReplyCount.REASONING,
                count(
                        ReplyCount.REASONING,
                        "/completion_tokens_details/reasoning_tokens",
                        "Tokens of thinking that are in the completion, for records"));
        return counts;
    }

    private static Key<String> count(ReplyCount count, String example, String text) {
        return Key.of(count.key(), Kinds.POINTER, "", example, text);
    }

    private static Section usage() {
        List<Key<?>> keys = new ArrayList<>(List.of(REPORTS, COUNTING));
        keys.addAll(COUNTS.values());
        return Section.of("usage", keys.toArray(Key<?>[]::new));
    }
}
