package io.faregate.cost;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the prices of one model, as {@code rates -> rates.input("0.25").output("2.00")}. Token prices are dollars
 * per million tokens, in decimal, with at most six decimals. Setting a price twice, or one that is no price, fails at
 * that call. What has no price here is refused when it is used, with three exceptions: cached prompt tokens cost what
 * {@link #cacheRead}, {@link #cacheWrite} and {@link #cacheWrite1h} say, and requests, steps, tool calls, retrieved
 * documents and files are free. Not thread-safe.
 */
public final class Rates {
    static final String LONG = "long-";
    static final String HIDDEN_THINKING = "hidden-thinking";
    static final String ALLOWED_TIER =
            "the name of a tier as prices spell it, as flex or priority+fast+us: of several things the tier, how fast and"
                    + " where, in this order, and none that is usual";
    private static final long MOST_TOKENS = 1_000_000_000;

    private final String prefix;
    private final Map<Unit, Rate> given = new EnumMap<>(Unit.class);
    private final Map<String, Rates> tiers = new LinkedHashMap<>(0);
    private @Nullable Rates longRates;
    private long longAbove;
    private boolean hidesThinking;

    Rates() {
        this("");
    }

    private Rates(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Prompt tokens that no cache served.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates input(String price) {
        return put(Unit.INPUT_TOKENS, price);
    }

    /**
     * Tokens the model writes, reasoning included.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates output(String price) {
        return put(Unit.OUTPUT_TOKENS, price);
    }

    /**
     * Prompt tokens that the provider's cache served; without a price they cost what {@link #input} does.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates cacheRead(String price) {
        return put(Unit.CACHE_READ_TOKENS, price);
    }

    /**
     * Prompt tokens written to the provider's cache for minutes; without a price they cost what {@link #input} does.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates cacheWrite(String price) {
        return put(Unit.CACHE_WRITE_TOKENS, price);
    }

    /**
     * Prompt tokens written to the provider's cache for an hour; without a price they cost twice {@link #input}, or
     * {@link #cacheWrite} where that is more.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates cacheWrite1h(String price) {
        return put(Unit.CACHE_WRITE_1H_TOKENS, price);
    }

    /**
     * Prompt tokens that are sound.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates audioInput(String price) {
        return put(Unit.AUDIO_INPUT_TOKENS, price);
    }

    /**
     * Output tokens that are sound.
     *
     * @param price dollars per million
     * @return these rates
     */
    public Rates audioOutput(String price) {
        return put(Unit.AUDIO_OUTPUT_TOKENS, price);
    }

    /**
     * Anything that is not tokens, as {@code each(Unit.WEB_SEARCHES, "0.01")}.
     *
     * @param unit the unit
     * @param price dollars for one, with at most twelve decimals
     * @return these rates
     * @throws IllegalArgumentException when the unit is tokens
     */
    public Rates each(Unit unit, String price) {
        if (unit.isTokens() || prefix.endsWith(LONG)) {
            throw new IllegalArgumentException(prefix + Rate.column(unit) + " has no price for one: " + price);
        }
        return put(unit, price);
    }

    /**
     * The prices of a long prompt. One token above the mark, and the whole request costs these, not only what is above.
     * Input and output need a long price where they have a usual one; other token prices grow as input does (audio
     * output: as output does) when they have none here. No long price may be below the usual one.
     *
     * @param aboveTokens the most prompt tokens, cached ones included, at the usual prices
     * @param rates says the long prices
     * @return these rates
     */
    public Rates longContext(long aboveTokens, Consumer<Rates> rates) {
        if (prefix.endsWith(LONG) || longAbove != 0) {
            throw new IllegalArgumentException("a long context is already set, not above " + aboveTokens);
        }
        if (aboveTokens < 1 || aboveTokens > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    new Flaw(LONG + "above", Long.toString(aboveTokens), allowedAbove()).toString());
        }
        longAbove = aboveTokens;
        rates.accept(longer());
        return this;
    }

    /**
     * The prices of a service tier, as {@code tier("priority", faster -> faster.input("2.50").output("20"))}: all prices of
     * tokens that it has, as none is taken from the usual ones. What is no token costs the usual price unless it has one
     * here. Without long prices of its own, those of tokens grow as the usual ones do.
     *
     * @param name what requests and replies call it, in lower case; of several things that make a call dearer all, as
     *     {@code priority+us}
     * @param rates says the prices
     * @return these rates
     * @throws IllegalArgumentException when the tier has prices already, or is the usual one
     */
    public Rates tier(String name, Consumer<Rates> rates) {
        if (!prefix.isEmpty() || !ServiceTier.isName(name)) {
            throw new IllegalArgumentException(new Flaw("tier", name, ALLOWED_TIER).toString());
        }
        if (tiers.containsKey(name)) {
            throw new IllegalArgumentException("tier " + name + " already has prices");
        }
        Rates tier = new Rates(name + " ");
        rates.accept(tier);
        tiers.put(name, tier);
        return this;
    }

    /**
     * Says that the model thinks where nobody sees it, unless it is told not to: a reply that is cut then costs the longest
     * that it could have been, as what was seen of it is no measure of what was written.
     *
     * @return these rates
     * @throws IllegalArgumentException when it was said before, or of a tier or a long prompt: it is so of the model
     */
    public Rates hiddenThinking() {
        if (hidesThinking || !prefix.isEmpty()) {
            throw new IllegalArgumentException(prefix + HIDDEN_THINKING + " is said once, of the model");
        }
        hidesThinking = true;
        return this;
    }

    boolean hidesThinking() {
        return hidesThinking;
    }

    /** Takes the prices of a tier that is known to be there once. */
    void tier(String name, Rates rates) {
        tiers.put(name, rates);
    }

    Map<String, Rates> tiers() {
        return tiers;
    }

    /** The same with what others have a price of and these have not, of all that is no token. */
    Rates withPiecesOf(Rates usual) {
        usual.given.forEach((unit, rate) -> {
            if (!unit.isTokens()) {
                given.putIfAbsent(unit, rate);
            }
        });
        return this;
    }

    /** The rates of a long context, to be filled by a reader of files; {@link #above} belongs to them. */
    Rates longer() {
        if (longRates == null) {
            longRates = new Rates(prefix + LONG);
        }
        return longRates;
    }

    /** Takes the mark of the long context as a file has it, or says that it is none. */
    boolean above(String text) {
        boolean isNumber = text.matches("[1-9]\\d{0,8}|1000000000");
        // a broken mark is one mistake; without any mark the long prices would be a second one
        longAbove = isNumber ? Long.parseLong(text) : 1;
        return isNumber;
    }

    static String allowedAbove() {
        return "a whole number of tokens from 1 to " + MOST_TOKENS;
    }

    /** Takes a price that is known to be set once. */
    void put(Unit unit, Rate rate) {
        given.put(unit, rate);
    }

    Map<Unit, Rate> given() {
        return Collections.unmodifiableMap(given);
    }

    Map<Unit, Rate> givenLong() {
        return longRates == null ? Map.of() : longRates.given();
    }

    OptionalLong longAbove() {
        return longAbove == 0 ? OptionalLong.empty() : OptionalLong.of(longAbove);
    }

    private Rates put(Unit unit, String price) {
        String column = prefix + Rate.column(unit);
        Rate rate = Rate.parse(unit, price)
                .orElseThrow(
                        () -> new IllegalArgumentException(new Flaw(column, price, Rate.allowed(unit)).toString()));
        Rate before = given.putIfAbsent(unit, rate);
        if (before != null) {
            throw new IllegalArgumentException(column + " is already " + before.written() + ", not " + price);
        }
        return this;
    }
}
