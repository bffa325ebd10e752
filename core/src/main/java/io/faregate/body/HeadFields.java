package io.faregate.body;

import io.faregate.ride.RequestHead;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Headers that providers and the gateways before them take for fields of the request: they switch on what costs more, go
 * to another model, or say who pays. They are known by how their names begin, and of these only those in the table are let
 * in. It is one table for all providers, as an application may hand on headers to another one than its client thinks.
 * Immutable.
 */
final class HeadFields {
    private static final List<String> FAMILIES = List.of(
            "anthropic-",
            "x-anthropic-",
            "openai-",
            "x-openai-",
            "x-goog-",
            "x-vertex-ai-",
            "x-amzn-bedrock-",
            "x-ms-oai-",
            "x-ms-spillover-",
            "azureml-",
            "cohere-",
            "mistral-",
            "x-mistral-",
            "groq-",
            "x-grok-",
            "x-dashscope-",
            "cf-aig-",
            "helicone-",
            "x-litellm-",
            "x-pass-",
            "x-openrouter-",
            "x-portkey-");

    /** Which interface is spoken, what the client is written with, and whom a proxy of Google's has signed in. */
    private static final Set<String> HARMLESS = Set.of(
            "anthropic-version",
            "anthropic-dangerous-direct-browser-access",
            "x-goog-api-client",
            "x-goog-authenticated-user-email",
            "x-goog-authenticated-user-id",
            "x-goog-iap-jwt-assertion",
            "x-goog-request-params");

    /**
     * A provider's key, which Google's SDKs send to whomever they call. It is nobody's but the provider's, and says who
     * pays: it is let in, and goes no further. Where keys of others are sent, applications take them for their own.
     */
    private static final String KEY = "x-goog-api-key";

    /**
     * Headers of which only these values are let in: betas that add no context, no search, no other model and no dearer
     * speed, whose fields are in the table of the body; of features of the day and of who is billed, none.
     */
    private static final Map<String, Set<String>> VALUES = Map.of(
            "anthropic-beta",
            Set.of(
                    "messages-2023-12-15",
                    "tools-2024-04-04",
                    "tools-2024-05-16",
                    "prompt-caching-2024-07-31",
                    "max-tokens-3-5-sonnet-2024-07-15",
                    "output-128k-2025-02-19",
                    "token-efficient-tools-2025-02-19",
                    "extended-cache-ttl-2025-04-11",
                    "fine-grained-tool-streaming-2025-05-14",
                    "structured-outputs-2025-11-13"),
            "openai-beta",
            Set.of(),
            "openai-organization",
            Set.of(),
            "openai-project",
            Set.of(),
            "x-goog-user-project",
            Set.of());

    private static final int LETTERS = 26;

    /** How names of providers' headers begin, by their first letter: each header of each request is looked up. */
    private final String[][] families;

    private final boolean takesAll;
    private final Set<String> harmless;
    private final Map<String, Set<String>> values;
    private final Unknown unknown;
    private final boolean hidesKey;

    private HeadFields(List<String> families, Set<String> harmless, Map<String, Set<String>> values, Unknown unknown) {
        this.families = byLetter(families);
        this.takesAll = families.isEmpty();
        this.hidesKey = !takesAll && !harmless.contains(KEY);
        this.harmless = harmless;
        this.values = values;
        this.unknown = unknown;
    }

    private static String[][] byLetter(List<String> families) {
        String[][] byLetter = new String[LETTERS][];
        Arrays.setAll(
                byLetter,
                letter -> families.stream()
                        .filter(family -> letter(family) == letter)
                        .toArray(String[]::new));
        return byLetter;
    }

    /** The place of a name's first letter in the alphabet; no place in it when it begins otherwise. */
    private static int letter(String name) {
        return name.isEmpty() ? -1 : (name.charAt(0) | 0x20) - 'a';
    }

    /** For requests that are the application's own: all headers are. */
    static HeadFields none() {
        return new HeadFields(List.of(), Set.of(), Map.of(), Unknown.REFUSE);
    }

    /** For the requests of providers, with what a route lets in besides, and what becomes of all else. */
    static HeadFields ofProviders(AppFields route) {
        Set<String> free = new HashSet<>(HARMLESS);
        Map<String, Set<String>> bound = new HashMap<>(VALUES);
        for (String name : route.headers()) {
            String lower = name.toLowerCase(Locale.ROOT);
            free.add(lower);
            bound.remove(lower);
        }
        return new HeadFields(FAMILIES, Set.copyOf(free), Map.copyOf(bound), route.unknown());
    }

    /** What of a request's head is not let in, or empty. */
    Optional<BodyRejected> check(RequestHead head) {
        if (takesAll) {
            return Optional.empty();
        }
        for (String name : head.headerNames()) {
            if (isOfAProvider(name)) {
                Optional<BodyRejected> rejected = check(head, name);
                if (rejected.isPresent()) {
                    return rejected;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<BodyRejected> check(RequestHead head, String name) {
        Set<String> bound = values.get(name.toLowerCase(Locale.ROOT));
        if (bound != null) {
            return isWithin(head.headers(name), bound)
                    ? Optional.empty()
                    : Optional.of(Rejection.header(name, bound.isEmpty() ? "" : " with this value")
                            .rejected());
        }
        return isKnown(name) || isHidden(name)
                ? Optional.empty()
                : Optional.of(Rejection.header(name, "").rejected());
    }

    /** A list in one line or in several. */
    private static boolean isWithin(List<String> lines, Set<String> bound) {
        for (String line : lines) {
            for (String value : line.split(",", -1)) {
                if (!value.isBlank() && !bound.contains(value.strip())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a header of a request that was let in goes on. */
    boolean goesOn(String name) {
        return !isHidden(name);
    }

    private boolean isHidden(String name) {
        return unknown == Unknown.STRIP
                ? isOfAProvider(name) && !isKnown(name)
                : hidesKey && name.length() == KEY.length() && begins(name, KEY);
    }

    private boolean isKnown(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return harmless.contains(lower) || values.containsKey(lower);
    }

    private boolean isOfAProvider(String name) {
        int letter = letter(name);
        if (letter < 0 || letter >= LETTERS) {
            return false;
        }
        for (String family : families[letter]) {
            if (begins(name, family)) {
                return true;
            }
        }
        return false;
    }

    /** In any case; some servers take an underscore for a hyphen. */
    private static boolean begins(String name, String family) {
        if (name.length() < family.length()) {
            return false;
        }
        for (int i = 0; i < family.length(); i++) {
            char c = name.charAt(i);
            char plain = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c == '_' ? '-' : c;
            if (plain != family.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
