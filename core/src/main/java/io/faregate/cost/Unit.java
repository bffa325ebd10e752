package io.faregate.cost;

import java.util.Locale;
import java.util.Optional;

/**
 * Everything that costs. Kinds of input are disjoint: a cached token is not an input token too. Reasoning is inside
 * output; input media are input tokens.
 */
public enum Unit {
    /** Rides let in. */
    REQUESTS,
    /** Prompt tokens that no cache served. */
    INPUT_TOKENS,
    /** Prompt tokens served from the provider's cache. */
    CACHE_READ_TOKENS,
    /** Prompt tokens written to the provider's cache for minutes. */
    CACHE_WRITE_TOKENS,
    /** Prompt tokens written to the provider's cache for an hour. */
    CACHE_WRITE_1H_TOKENS,
    /** Tokens the model wrote, reasoning included. */
    OUTPUT_TOKENS,
    /** Prompt tokens that are sound. */
    AUDIO_INPUT_TOKENS,
    /** Output tokens that are sound. */
    AUDIO_OUTPUT_TOKENS,
    /** Searches that the provider made. */
    WEB_SEARCHES,
    /** Calls of the application's own tools. */
    TOOL_CALLS,
    /** Turns of an agent's loop. */
    STEPS,
    /** Documents put into the prompt by retrieval. */
    RETRIEVED_DOCUMENTS,
    /** Files uploaded. */
    FILES,
    /** Pictures the model made. */
    GENERATED_IMAGES,
    /** Seconds of sound the model made. */
    GENERATED_AUDIO_SECONDS,
    /** Seconds of film the model made. */
    GENERATED_VIDEO_SECONDS,
    /** Seconds of sound the model listened to, where they are what is billed. */
    AUDIO_INPUT_SECONDS,
    /** Characters of text the model spoke, where they are what is billed. */
    SPOKEN_CHARACTERS;

    private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The unit's name in policies, tables and records, as {@code output-tokens}.
     *
     * @return the name in lower case with hyphens
     */
    public String key() {
        return key;
    }

    /**
     * The unit of a name.
     *
     * @param key a name as {@link #key()} gives it
     * @return the unit, or empty
     */
    public static Optional<Unit> of(String key) {
        for (Unit unit : values()) {
            if (unit.key.equals(key)) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether this unit is tokens of any kind.
     *
     * @return true for the seven kinds of token
     */
    public boolean isTokens() {
        return key.endsWith("-tokens");
    }

    /** The unit's place in a vector of counts or of rates; never stored. */
    @SuppressWarnings("EnumOrdinal")
    int index() {
        return ordinal();
    }
}
