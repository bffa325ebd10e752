package io.faregate.cost;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a provider serves a call, as far as a model's price depends on it: what a request asked for, or what a reply said
 * it got. Each part is a word in one spelling for all providers, {@link #USUAL} where it is what costs the usual price,
 * and empty where nothing was said. Immutable.
 *
 * @param tier the service tier, as {@code priority} or {@code flex}
 * @param speed how fast, as {@code fast} or {@code optimized}
 * @param region where, as {@code us}
 */
public record ServiceTier(String tier, String speed, String region) {
    /** What is served at a model's usual price. */
    public static final String USUAL = "standard";

    /** Nothing was said. */
    public static final ServiceTier UNSAID = new ServiceTier("", "", "");

    /** The provider decides. */
    private static final String OPEN = "auto";

    private static final String UNKNOWN = "unknown";
    private static final String PLUS = "+";
    private static final Set<String> CHEAPER = Set.of("flex", "batch");
    private static final Pattern WORD = Pattern.compile("[a-z0-9_.-]{1,40}");

    /** What a price may depend on, with the words of providers; who has paid in advance pays no more for a call. */
    public enum Part {
        /** The service tier. */
        TIER(Map.ofEntries(
                Map.entry("auto", OPEN),
                Map.entry("batch", "batch"),
                Map.entry("default", USUAL),
                Map.entry("fast", "fast"),
                Map.entry("flex", "flex"),
                Map.entry("on_demand", USUAL),
                Map.entry("on_demand_flex", "flex"),
                Map.entry("on_demand_priority", "priority"),
                Map.entry("priority", "priority"),
                Map.entry("provisioned_throughput", USUAL),
                Map.entry("reserved", USUAL),
                Map.entry("scale", USUAL),
                Map.entry("standard", USUAL),
                Map.entry("standard_only", USUAL),
                Map.entry("ultrafast", "ultrafast"),
                Map.entry("unspecified", USUAL))),
        /** How fast. */
        SPEED(Map.of("fast", "fast", "optimized", "optimized", "standard", USUAL)),
        /** Where. */
        REGION(Map.of("global", USUAL, "not_available", USUAL, "us", "us"));

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final Map<String, String> words;

        Part(Map<String, String> words) {
            this.words = words;
        }

        /**
         * The words of providers that are known, in lower case.
         *
         * @return the words
         */
        public Set<String> words() {
            return words.keySet();
        }

        /**
         * A word of a provider in the spelling of prices.
         *
         * @param said what a request or a reply says
         * @return the same for all words that mean the same; {@code unknown} for one that is no word
         */
        public String word(String said) {
            String lower = said.toLowerCase(Locale.ROOT);
            String known = words.get(lower);
            if (known != null) {
                return known;
            }
            return WORD.matcher(lower).matches() ? lower : UNKNOWN;
        }

        /** Whether a word of a price's name may mean this: one that no part knows may mean any. */
        private boolean takes(String word) {
            return words.getOrDefault(word, "").equals(word) || !KNOWN.contains(word);
        }
    }

    private static final Set<String> KNOWN =
            Arrays.stream(Part.values()).flatMap(part -> part.words().stream()).collect(Collectors.toUnmodifiableSet());

    /** Whether prices may be listed under a name: the same that {@link #name} makes, or it would never be found. */
    static boolean isName(String name) {
        Part[] parts = Part.values();
        int next = 0;
        for (String word : name.split("\\+", -1)) {
            while (next < parts.length && !parts[next].takes(word)) {
                next++;
            }
            if (next++ >= parts.length || !WORD.matcher(word).matches() || word.equals(USUAL) || word.equals(OPEN)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The same with another word of a provider for one part.
     *
     * @param part what it is said of
     * @param said what a request or a reply says, in the provider's spelling
     * @return the tier with that part
     */
    public ServiceTier with(Part part, String said) {
        String word = part.word(said);
        return switch (part) {
            case TIER -> new ServiceTier(word, speed, region);
            case SPEED -> new ServiceTier(tier, word, region);
            case REGION -> new ServiceTier(tier, speed, word);
        };
    }

    /**
     * What was said here, and what was said there where nothing was; who leaves a part to the provider has said nothing of
     * it.
     *
     * @param other what counts then
     * @return both as one
     */
    public ServiceTier orElse(ServiceTier other) {
        if (tier.isEmpty() && speed.isEmpty() && region.isEmpty()) {
            return other;
        }
        return new ServiceTier(
                said(tier) ? tier : other.tier,
                said(speed) ? speed : other.speed,
                said(region) ? region : other.region);
    }

    private static boolean said(String word) {
        return !word.isEmpty() && !word.equals(OPEN);
    }

    /**
     * What is sure of it while it is only asked for: a provider that has no room for what is cheaper than usual serves it
     * as usual, or refuses it.
     *
     * @return the same with the usual for each part that is cheaper
     */
    public ServiceTier withoutCheaper() {
        boolean isSure = !CHEAPER.contains(tier) && !CHEAPER.contains(speed) && !CHEAPER.contains(region);
        return isSure ? this : new ServiceTier(sure(tier), sure(speed), sure(region));
    }

    private static String sure(String word) {
        return CHEAPER.contains(word) ? USUAL : word;
    }

    /** Whether some of it is left to the provider. */
    boolean isOpen() {
        return tier.equals(OPEN) || speed.equals(OPEN) || region.equals(OPEN);
    }

    /**
     * What its prices are listed under: the parts that are not usual, in their order, as {@code priority+us}.
     *
     * @return a name, empty when all is usual
     */
    public String name() {
        return plus(plus(part(tier), part(speed)), part(region));
    }

    private static String plus(String one, String other) {
        return one.isEmpty() ? other : other.isEmpty() ? one : one + PLUS + other;
    }

    private static String part(String word) {
        return word.equals(USUAL) ? "" : word;
    }
}
