package io.faregate.policy;

import io.faregate.body.Capped;
import io.faregate.body.Choice;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The keys of caps. */
final class CapKeys {
    static final String MAX = "max";
    static final String PRESET = "default";

    static final Map<Capped, Key<Values>> CAPS = caps();
    static final Section SECTION = new Section("caps", List.copyOf(CAPS.values()), List.of(), null);

    private CapKeys() {}

    /** The keys of the cap on something: those of a choice have a default. */
    static Key<Long> max(Capped what) {
        return Key.needed(MAX, kind(what), isChoice(what) ? "800" : example(what), "The most of one request");
    }

    static Key<Long> preset(Capped what) {
        return Key.of(PRESET, kind(what), "max", "500", "What a request gets that names none");
    }

    private static Map<Capped, Key<Values>> caps() {
        Map<Capped, Key<Values>> keys = new EnumMap<>(Capped.class);
        for (Capped what : Capped.values()) {
            keys.put(what, Key.of(what.key(), cap(what), safe(what), example(what), text(what)));
        }
        return Collections.unmodifiableMap(keys);
    }

    private static Section cap(Capped what) {
        Key<Long> max = max(what);
        return isChoice(what)
                ? Section.of("choice", max, preset(what)).bare(max)
                : Section.of(name(what), max).bare(max);
    }

    /** Whether a request may choose how much it gets; all else it has, or has not. */
    static boolean isChoice(Capped what) {
        for (Choice choice : Choice.values()) {
            if (choice.name().equals(what.name())) {
                return true;
            }
        }
        return false;
    }

    private static String name(Capped what) {
        return switch (what) {
            case BODY_BYTES, FILE_BYTES -> "size";
            case DURATION -> "duration";
            default -> "count";
        };
    }

    private static Scalar<Long> kind(Capped what) {
        return switch (what) {
            case BODY_BYTES, FILE_BYTES -> Kinds.SIZE;
            case DURATION -> Kinds.MILLIS;
            default -> Kinds.COUNT;
        };
    }

    private static String safe(Capped what) {
        long max = what.safe().max();
        return switch (what) {
            case BODY_BYTES, FILE_BYTES -> max / 1_000_000 + "MB";
            case DURATION -> max / 1_000 + "s";
            default -> max == Long.MAX_VALUE ? "" : Long.toString(max);
        };
    }

    private static String example(Capped what) {
        return switch (what) {
            case BODY_BYTES, FILE_BYTES -> "5MB";
            case DURATION -> "90s";
            case OUTPUT_TOKENS -> "{max: 800, default: 500}";
            case STEPS -> "{max: 5, default: 3}";
            case RETRIEVED_DOCUMENTS -> "{max: 6, default: 4}";
            case CHOICES, FILES, TOP_LOGPROBS -> "2";
            case DOCUMENTS, IMAGES, IMAGE_URLS -> "4";
            case IMAGE_PIXELS -> "2000000";
            case TOOL_CALLS -> "5";
            case MESSAGES -> "40";
            case HISTORY_TURNS -> "20";
            case PROMPT_CHARS, RETRIEVED_CHARS, TOOL_RESULT_CHARS, INPUT_TOKENS -> "8000";
        };
    }

    private static String text(Capped what) {
        return switch (what) {
            case BODY_BYTES -> "A body; a form may have `files` x `file-bytes` + 64KB";
            case FILE_BYTES -> "One file of a form";
            case FILES -> "Files of a form";
            case PROMPT_CHARS -> "Characters of all that a client writes into a body, wherever it stands";
            case RETRIEVED_CHARS ->
                "Characters of the documents that the application puts into the prompt; held for each step";
            case TOOL_RESULT_CHARS ->
                "Characters of what one call of a tool gives back; held for each call and each step after it";
            case MESSAGES -> "Messages of a conversation";
            case HISTORY_TURNS -> "Earlier turns of the model, where `messages` lets a client tell of them";
            case DOCUMENTS -> "Documents in a JSON body, as texts";
            case IMAGES -> "Pictures in a JSON body";
            case IMAGE_URLS -> "Pictures of a JSON body that are named by an address: each is held as 15,000 tokens";
            case IMAGE_PIXELS -> "Pixels of one picture in a JSON body, as its first bytes say";
            case DURATION -> "From being let in to the end; the ride is cancelled then. A body has as long to arrive";
            case INPUT_TOKENS -> "Tokens of the prompt, as estimated";
            case OUTPUT_TOKENS -> "Tokens of one reply";
            case CHOICES -> "Replies of one call: those to each prompt, times the prompts of a body that has several";
            case TOP_LOGPROBS -> "Candidates for each token that a reply tells of; they make it longer, not dearer";
            case STEPS -> "Turns of an agent; multiplies what is held";
            case TOOL_CALLS -> "Calls of the application's tools";
            case RETRIEVED_DOCUMENTS -> "Documents that the application puts into the prompt";
        };
    }
}
