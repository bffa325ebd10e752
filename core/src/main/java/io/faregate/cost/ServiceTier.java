package io.faregate.cost;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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
    /** Nothing was said. */
    public static final ServiceTier UNSAID = new ServiceTier("", "", "");

    /** What is served at a model's usual price. */
    public static final String USUAL = "standard";

    /** The provider decides. */
    static final String OPEN = "auto";

    private static final String UNKNOWN = "unknown";
    private static final String PLUS = "+";

    /** Words of providers, and what they are here; whoever has paid in advance pays no more for a call than others do. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("auto", OPEN),
            Map.entry("batch", "batch"),
            Map.entry("default", USUAL),
            Map.entry("fast", "fast"),
            Map.entry("flex", "flex"),
            Map.entry("global", USUAL),
            Map.entry("not_available", USUAL),
            Map.entry("on_demand", USUAL),
            Map.entry("on_demand_flex", "flex"),
            Map.entry("on_demand_priority", "priority"),
            Map.entry("optimized", "optimized"),
            Map.entry("priority", "priority"),
            Map.entry("provisioned_throughput", USUAL),
            Map.entry("reserved", USUAL),
            Map.entry("scale", USUAL),
            Map.entry("standard", USUAL),
            Map.entry("standard_only", USUAL),
            Map.entry("ultrafast", "ultrafast"),
            Map.entry("unspecified", USUAL),
            Map.entry("us", "us"));

    private static final Set<String> CHEAPER = Set.of("", USUAL, "flex", "batch");
    private static final Pattern WORD = Pattern.compile("[a-z0-9_.-]{1,40}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,40}(?:\\+[a-z0-9_.-]{1,40}){0,2}");

    /**
     * The words that are known, in lower case.
     *
     * @return the words
     */
    public static Set<String> words() {
        return WORDS.keySet();
    }

    /**
     * A word of a provider in the spelling of prices.
     *
     * @param said what a request or a reply says
     * @return the same for all words that mean the same; {@code unknown} for one that is no word
     */
    public static String word(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        String known = WORDS.get(lower);
        if (known != null) {
            return known;
        }
        return WORD.matcher(lower).matches() ? lower : UNKNOWN;
    }

    /** Whether prices may be listed under a name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !WORDS.getOrDefault(name, name).equals(USUAL) && !name.equals(OPEN);
    }

    /**
     * What was said here, and what was said there where nothing was; who leaves a part to the provider has said nothing of
     * it.
     *
     * @param other what counts then
     * @return both as one
     */
    public ServiceTier orElse(ServiceTier other) {
        return new ServiceTier(
                said(tier) ? tier : other.tier,
                said(speed) ? speed : other.speed,
                said(region) ? region : other.region);
    }

    private static boolean said(String word) {
        return !word.isEmpty() && !word.equals(OPEN);
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

    /**
     * Whether the usual price is enough for it, as it is for what is served later than usual.
     *
     * @return false when it may cost more
     */
    public boolean costsNoMore() {
        return CHEAPER.contains(tier) && CHEAPER.contains(speed) && CHEAPER.contains(region);
    }
}
