package io.faregate.cost;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A price from a table: a rate for each unit, a second set of rates for long prompts, and a price like it for each service
 * tier that is listed. Never cheaper for more: no rate is negative, and no long rate is below the usual one. Immutable.
 */
final class ListedPrice implements Price {
    private static final Unit[] UNITS = Unit.values();
    private static final List<Unit> FREE =
            List.of(Unit.REQUESTS, Unit.STEPS, Unit.RETRIEVED_DOCUMENTS, Unit.FILES, Unit.TOOL_CALLS);
    private static final long NONE = -1;
    private static final long PICOS_PER_NANO = 1_000;

    private final long[] usual;
    private final long[] longer;
    private final long longAbove;
    private final boolean hidesThinking;
    private final Map<String, Price> tiers = new HashMap<>(0);

    private ListedPrice(long[] usual, long[] longer, long longAbove, boolean hidesThinking) {
        this.usual = usual;
        this.longer = longer;
        this.longAbove = longAbove;
        this.hidesThinking = hidesThinking;
    }

    /** The price that some rates make; they must have no {@link #flaws}. */
    static ListedPrice of(Rates rates) {
        long[] usual = filled(explicit(rates.given()));
        ListedPrice price =
                new ListedPrice(usual, longer(rates), rates.longAbove().orElse(Long.MAX_VALUE), rates.hidesThinking());
        rates.tiers()
                .forEach((name, tier) ->
                        price.tiers.put(name, of(tier.withPiecesOf(rates)).grownLike(price)));
        return price;
    }

    /** With the long prices of another one, in proportion, unless it has some. */
    private ListedPrice grownLike(ListedPrice other) {
        if (longAbove != Long.MAX_VALUE) {
            return this;
        }
        long[] grown = usual.clone();
        for (int i = 0; i < grown.length; i++) {
            grown[i] = grown[i] == NONE ? NONE : grown(grown[i], other.usual[i], other.longer[i]);
        }
        return new ListedPrice(usual, grown, other.longAbove, hidesThinking);
    }

    /** The same, of a model that thinks as another price of it says: prices change, and this does not. */
    ListedPrice thinkingLike(@Nullable ListedPrice other) {
        if (other == null || !other.hidesThinking || hidesThinking) {
            return this;
        }
        ListedPrice thinking = new ListedPrice(usual, longer, longAbove, true);
        thinking.tiers.putAll(tiers);
        return thinking;
    }

    @Override
    public Optional<Price> at(ServiceTier tier) {
        if (tier.isOpen()) {
            return Optional.of(this::dearest);
        }
        Price listed = tiers.get(tier.name());
        ServiceTier sure = tier.withoutCheaper();
        if (listed != null || sure.equals(tier)) {
            return listed == null ? Price.super.at(tier) : Optional.of(listed);
        }
        return at(sure);
    }

    /** What a call costs of which the provider chooses the tier: the most, and nothing that is known unless all is. */
    private Optional<Money> dearest(Usage usage) {
        Optional<Money> most = of(usage);
        for (Price tier : tiers.values()) {
            Optional<Money> other = tier.of(usage);
            most = most.flatMap(money -> other.map(money::max));
        }
        return most;
    }

    @Override
    public Optional<Money> of(Usage usage) {
        long[] rates = rates(usage);
        long picos = 0;
        for (Unit unit : UNITS) {
            long count = usage.get(unit);
            long rate = rates[unit.index()];
            if (count == 0) {
                continue;
            }
            if (rate == NONE) {
                return Optional.empty();
            }
            long part = count * rate;
            picos += part;
            if (Math.multiplyHigh(count, rate) != 0 || part < 0 || picos < 0) {
                return large(rates, usage);
            }
        }
        return Optional.of(new Money(picos / PICOS_PER_NANO + (picos % PICOS_PER_NANO == 0 ? 0 : 1)));
    }

    @Override
    public boolean hidesThinking() {
        return hidesThinking;
    }

    /** Each kind of prompt has one rate here, so that the dearest of them makes the dearest usage. */
    @Override
    public Optional<Money> worst(Usage usage) {
        long[] rates = rates(usage);
        Unit dearest = Unit.INPUT_TOKENS;
        if (rates[dearest.index()] == NONE) {
            return Price.super.worst(usage);
        }
        for (Unit kind : TokenKinds.of(usage)) {
            dearest = rates[kind.index()] > rates[dearest.index()] ? kind : dearest;
        }
        return ofPieces(written(TokenKinds.all(usage, dearest), rates));
    }

    /** Of a reply that may have sound in it all is the dearer of both; without a price of one nobody knows. */
    private static Usage written(Usage usage, long[] rates) {
        long text = rates[Unit.OUTPUT_TOKENS.index()];
        long sound = rates[Unit.AUDIO_OUTPUT_TOKENS.index()];
        boolean isKnown = text != NONE && sound != NONE;
        return isKnown && TokenKinds.isMixed(usage)
                ? TokenKinds.written(usage, sound > text ? Unit.AUDIO_OUTPUT_TOKENS : Unit.OUTPUT_TOKENS)
                : usage;
    }

    private long[] rates(Usage usage) {
        return usage.promptTokens() > longAbove ? longer : usual;
    }

    /** The same beyond nine million dollars; empty beyond nine billion, where {@link Money} ends. */
    private static Optional<Money> large(long[] rates, Usage usage) {
        BigInteger picos = BigInteger.ZERO;
        for (Unit unit : UNITS) {
            long rate = rates[unit.index()];
            if (usage.get(unit) != 0 && rate == NONE) {
                return Optional.empty();
            }
            picos = picos.add(BigInteger.valueOf(usage.get(unit)).multiply(BigInteger.valueOf(rate)));
        }
        BigInteger nanos =
                new BigDecimal(picos, 3).setScale(0, RoundingMode.CEILING).toBigInteger();
        return nanos.bitLength() < Long.SIZE ? Optional.of(new Money(nanos.longValue())) : Optional.empty();
    }

    /** What keeps some rates from being a price. */
    static List<Flaw> flaws(Rates rates) {
        List<Flaw> flaws = new ArrayList<>();
        if (rates.given().isEmpty()) {
            flaws.add(new Flaw("input", "", "a price of at least one unit"));
        }
        boolean isLong = rates.longAbove().isPresent() || !rates.givenLong().isEmpty();
        if (isLong && rates.longAbove().isEmpty()) {
            flaws.add(new Flaw(Rates.LONG + "above", "", Rates.allowedAbove() + ", as long prices are given"));
        }
        long[] usual = filled(explicit(rates.given()));
        for (Unit unit : List.of(Unit.INPUT_TOKENS, Unit.OUTPUT_TOKENS)) {
            if (isLong && rates.given().containsKey(unit) && !rates.givenLong().containsKey(unit)) {
                flaws.add(new Flaw(Rates.LONG + Rate.column(unit), "", atLeast(unit, usual)));
            }
        }
        rates.givenLong().forEach((unit, rate) -> compare(unit, rate, usual, flaws));
        rates.tiers()
                .forEach((name, tier) -> flaws(tier)
                        .forEach(
                                flaw -> flaws.add(new Flaw(name + " " + flaw.column(), flaw.found(), flaw.allowed()))));
        return flaws;
    }

    private static void compare(Unit unit, Rate rate, long[] usual, List<Flaw> flaws) {
        String column = Rate.column(unit);
        if (usual[unit.index()] == NONE) {
            flaws.add(new Flaw(column, "", "a price, as " + Rates.LONG + column + " has one"));
        } else if (rate.picos() < usual[unit.index()]) {
            flaws.add(new Flaw(Rates.LONG + column, rate.written(), atLeast(unit, usual)));
        }
    }

    private static String atLeast(Unit unit, long[] usual) {
        return "a price of at least " + Rate.decimal(unit, usual[unit.index()]) + ", the usual one";
    }

    private static long[] explicit(Map<Unit, Rate> given) {
        long[] rates = new long[UNITS.length];
        Arrays.fill(rates, NONE);
        given.forEach((unit, rate) -> rates[unit.index()] = rate.picos());
        return rates;
    }

    /** The long rates: those given, and the usual ones grown in the proportion of input (of output, for sound). */
    private static long[] longer(Rates rates) {
        long[] usual = explicit(rates.given());
        long[] longer = explicit(rates.givenLong());
        for (Unit unit : UNITS) {
            int i = unit.index();
            if (longer[i] == NONE && usual[i] != NONE) {
                int model = (unit == Unit.AUDIO_OUTPUT_TOKENS ? Unit.OUTPUT_TOKENS : Unit.INPUT_TOKENS).index();
                longer[i] = unit.isTokens() ? grown(usual[i], usual[model], longer[model]) : usual[i];
            }
        }
        return filled(longer);
    }

    private static long grown(long rate, long from, long to) {
        if (from <= 0 || to <= 0) {
            return Math.max(rate, to);
        }
        BigInteger whole = BigInteger.valueOf(rate).multiply(BigInteger.valueOf(to));
        BigInteger up = whole.add(BigInteger.valueOf(from - 1)).divide(BigInteger.valueOf(from));
        return up.bitLength() < Long.SIZE ? up.longValue() : Long.MAX_VALUE;
    }

    /** Adds what cached tokens cost without a price of their own, and what is free unless it has one. */
    private static long[] filled(long[] rates) {
        long input = rates[Unit.INPUT_TOKENS.index()];
        fill(rates, Unit.CACHE_READ_TOKENS, input);
        fill(rates, Unit.CACHE_WRITE_TOKENS, input);
        long twice = input > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * input;
        fill(
                rates,
                Unit.CACHE_WRITE_1H_TOKENS,
                input == NONE ? NONE : Math.max(twice, rates[Unit.CACHE_WRITE_TOKENS.index()]));
        for (Unit unit : FREE) {
            fill(rates, unit, 0);
        }
        return rates;
    }

    private static void fill(long[] rates, Unit unit, long rate) {
        if (rates[unit.index()] == NONE) {
            rates[unit.index()] = rate;
        }
    }
}
