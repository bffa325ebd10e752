package io.faregate.estimators;

import io.faregate.cost.CostTable;
import io.faregate.cost.CostTableBuilder;
import io.faregate.cost.Rates;
import io.faregate.cost.Unit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One model's prices on their way from somebody's list into a table: dollars per million tokens, or for one of anything
 * else. Where several prices have to share a unit or a mark, the highest counts. Not thread-safe.
 */
final class PriceRow {
    /** The units that lists have prices of. */
    static final Set<Unit> UNITS = EnumSet.of(
            Unit.INPUT_TOKENS,
            Unit.OUTPUT_TOKENS,
            Unit.CACHE_READ_TOKENS,
            Unit.CACHE_WRITE_TOKENS,
            Unit.CACHE_WRITE_1H_TOKENS,
            Unit.AUDIO_INPUT_TOKENS,
            Unit.AUDIO_OUTPUT_TOKENS,
            Unit.WEB_SEARCHES,
            Unit.GENERATED_IMAGES,
            Unit.GENERATED_AUDIO_SECONDS,
            Unit.GENERATED_VIDEO_SECONDS,
            Unit.AUDIO_INPUT_SECONDS,
            Unit.SPOKEN_CHARACTERS);

    private final String model;
    private final String provider;
    private final Set<String> aliases = new LinkedHashSet<>();
    private final Map<String, PriceRow> tiers = new TreeMap<>();
    private final Map<LocalDate, PriceRow> later = new TreeMap<>();
    private final Map<Unit, BigDecimal> usual = new EnumMap<>(Unit.class);
    private final Map<Unit, BigDecimal> longer = new EnumMap<>(Unit.class);
    private long longAbove = Long.MAX_VALUE;

    PriceRow(String model, String provider) {
        this.model = model;
        this.provider = provider;
    }

    String model() {
        return model;
    }

    String provider() {
        return provider;
    }

    Set<String> aliases() {
        return aliases;
    }

    /** The prices that count in place of these from a day on. */
    PriceRow from(LocalDate day) {
        return later.computeIfAbsent(day, key -> new PriceRow(model, provider));
    }

    /** The prices of a service tier. */
    PriceRow tier(String name) {
        return tiers.computeIfAbsent(name, key -> new PriceRow(model, provider));
    }

    /** The prices of a service tier in which all tokens cost so many times the usual. */
    void tier(String name, BigDecimal times) {
        PriceRow tier = tier(name);
        usual.forEach((unit, price) -> {
            if (unit.isTokens()) {
                tier.put(unit, price.multiply(times));
            }
        });
        longer.forEach((unit, price) -> tier.put(unit, price.multiply(times), longAbove));
    }

    /** Takes out the tiers that have a price of more times the usual one; says which. */
    Set<String> withoutTiersBeyond(BigDecimal times) {
        Set<String> taken = new TreeSet<>();
        tiers.forEach((name, tier) -> tier.usual.forEach((unit, price) -> {
            BigDecimal without = usual.get(unit);
            if (without == null || price.compareTo(without.multiply(times)) > 0) {
                taken.add(name);
            }
        }));
        tiers.keySet().removeAll(taken);
        return taken;
    }

    void put(Unit unit, BigDecimal price) {
        usual.merge(unit, price, BigDecimal::max);
    }

    /** The price of a unit in prompts of more tokens than a mark; of several marks the lowest counts for all. */
    void put(Unit unit, BigDecimal price, long above) {
        longer.merge(unit, price, BigDecimal::max);
        longAbove = Math.min(longAbove, above);
    }

    /** Whether everything costs nothing, now or one day. */
    boolean isFree() {
        boolean isFree = !usual.isEmpty() && usual.values().stream().allMatch(price -> price.signum() == 0);
        return isFree || later.values().stream().anyMatch(PriceRow::isFree);
    }

    boolean hasPricesOf(PriceRow other) {
        return usual.equals(other.usual)
                && longer.equals(other.longer)
                && longAbove == other.longAbove
                && haveSamePrices(tiers, other.tiers)
                && haveSamePrices(later, other.later);
    }

    private static <K> boolean haveSamePrices(Map<K, PriceRow> some, Map<K, PriceRow> others) {
        return some.size() == others.size()
                && some.entrySet().stream().allMatch(one -> {
                    PriceRow other = others.get(one.getKey());
                    return other != null && one.getValue().hasPricesOf(other);
                });
    }

    /** Why a table would refuse this, as a table of it alone says; nothing when it would not. */
    String flaw() {
        try {
            CostTableBuilder table = CostTable.builder().model(model, this::fill);
            aliases.forEach(alias -> table.alias(alias, model));
            later.forEach((day, row) -> table.from(day, then -> then.model(model, row::fill)));
            return "";
        } catch (IllegalArgumentException refused) {
            String why = String.valueOf(refused.getMessage());
            return why.startsWith(model + ": ") ? why.substring(model.length() + 2) : why;
        }
    }

    private void fill(Rates rates) {
        usual.forEach((unit, price) -> put(rates, unit, price));
        if (longAbove < Long.MAX_VALUE) {
            rates.longContext(longAbove, above -> longer().forEach((unit, price) -> put(above, unit, price)));
        }
        tiers.forEach((name, tier) -> rates.tier(name, tier::fill));
    }

    private static void put(Rates rates, Unit unit, BigDecimal price) {
        String text = text(unit, price);
        switch (unit) {
            case INPUT_TOKENS -> rates.input(text);
            case OUTPUT_TOKENS -> rates.output(text);
            case CACHE_READ_TOKENS -> rates.cacheRead(text);
            case CACHE_WRITE_TOKENS -> rates.cacheWrite(text);
            case CACHE_WRITE_1H_TOKENS -> rates.cacheWrite1h(text);
            case AUDIO_INPUT_TOKENS -> rates.audioInput(text);
            case AUDIO_OUTPUT_TOKENS -> rates.audioOutput(text);
            default -> rates.each(unit, text);
        }
    }

    /** The long prices as a table must have them: of tokens only, and none below the usual one. */
    private Map<Unit, BigDecimal> longer() {
        Map<Unit, BigDecimal> all = new EnumMap<>(Unit.class);
        for (Unit unit : UNITS) {
            BigDecimal one = usual.get(unit);
            boolean isNeeded = longer.containsKey(unit) || unit == Unit.INPUT_TOKENS || unit == Unit.OUTPUT_TOKENS;
            if (one != null && unit.isTokens() && isNeeded) {
                all.put(unit, one.max(longer.getOrDefault(unit, one)));
            }
        }
        return all;
    }

    /** The lines of a price file: the usual prices, those of each tier, and all that count from a day on. */
    String lines(String source, String checked) {
        StringJoiner lines = new StringJoiner("\n");
        lines(lines, "", source, checked);
        later.forEach((day, row) -> row.lines(lines, day.toString(), source, checked));
        return lines.toString();
    }

    private void lines(StringJoiner lines, String from, String source, String checked) {
        lines.add(line("", from, source, checked));
        tiers.forEach((name, tier) -> lines.add(tier.line(name, from, source, checked)));
    }

    private String line(String tier, String from, String source, String checked) {
        StringJoiner line = new StringJoiner(",");
        line.add(model).add(String.join(" ", aliases)).add(tier).add(from).add(provider);
        UNITS.forEach(unit -> line.add(cell(unit, usual)));
        boolean isLong = longAbove < Long.MAX_VALUE;
        line.add(isLong ? Long.toString(longAbove) : "");
        Map<Unit, BigDecimal> above = isLong ? longer() : Map.of();
        UNITS.stream().filter(Unit::isTokens).forEach(unit -> line.add(cell(unit, above)));
        return line.add(source).add(checked).toString();
    }

    static String header() {
        StringJoiner line = new StringJoiner(",");
        line.add("model").add("aliases").add("tier").add("from").add("provider");
        UNITS.forEach(unit -> line.add(column(unit)));
        line.add("long-above");
        UNITS.stream().filter(Unit::isTokens).forEach(unit -> line.add("long-" + column(unit)));
        return line.add("source").add("checked").toString();
    }

    private static String column(Unit unit) {
        return unit.isTokens() ? unit.key().substring(0, unit.key().length() - "-tokens".length()) : unit.key();
    }

    private static String cell(Unit unit, Map<Unit, BigDecimal> prices) {
        BigDecimal price = prices.get(unit);
        return price == null ? "" : text(unit, price);
    }

    /** As a table writes it; what has more decimals than a table keeps is rounded up. */
    private static String text(Unit unit, BigDecimal price) {
        BigDecimal kept = price.setScale(unit.isTokens() ? 6 : 12, RoundingMode.CEILING);
        return kept.signum() == 0 ? "0" : kept.stripTrailingZeros().toPlainString();
    }
}
