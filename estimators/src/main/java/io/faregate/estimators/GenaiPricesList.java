package io.faregate.estimators;

import io.faregate.cost.Unit;
import io.faregate.estimators.JsonTree.Members;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The list of genai-prices: providers with their models, whose prices are dollars per million tokens or thousand calls. */
final class GenaiPricesList {
    private static final Map<Pattern, Unit> UNITS = new LinkedHashMap<>();
    private static final BigDecimal THOUSANDTH = new BigDecimal("0.001");

    static {
        unit("(input|cache)_audio(_read|_write(_5m|_1h)?)?_mtok", Unit.AUDIO_INPUT_TOKENS);
        unit("output_audio(_reasoning)?_mtok", Unit.AUDIO_OUTPUT_TOKENS);
        unit("input(_text|_image|_video)?_mtok", Unit.INPUT_TOKENS);
        unit("output(_text|_image|_video)?(_reasoning)?_mtok", Unit.OUTPUT_TOKENS);
        unit("cache(_text|_image|_video)?_read_mtok", Unit.CACHE_READ_TOKENS);
        unit("cache(_text|_image|_video)?_write(_5m)?_mtok", Unit.CACHE_WRITE_TOKENS);
        unit("cache(_text|_image|_video)?_write_1h_mtok", Unit.CACHE_WRITE_1H_TOKENS);
        unit("web_searches_kcount", Unit.WEB_SEARCHES);
    }

    private final ImportedRows rows;
    private final LocalDate today;

    GenaiPricesList(ImportedRows rows, LocalDate today) {
        this.rows = rows;
        this.today = today;
    }

    private static void unit(String names, Unit unit) {
        UNITS.put(Pattern.compile(names), unit);
    }

    void read(Object list) throws IOException {
        if (!(list instanceof List<?> providers)) {
            throw new IOException("the list of genai-prices is an array of providers");
        }
        for (Object each : providers) {
            if (each instanceof Members provider
                    && provider.get("id") instanceof String id
                    && rows.takes(id)
                    && provider.get("models") instanceof List<?> models) {
                models.forEach(model -> model(id, model));
            }
        }
    }

    private void model(String provider, Object entry) {
        if (!(entry instanceof Members model) || !(model.get("id") instanceof String id)) {
            rows.remark(provider, "has a model without an id");
            return;
        }
        PriceRow row = new PriceRow(id, provider);
        try {
            prices(row, model.get("prices"));
        } catch (BadEntry wrong) {
            rows.refuse(provider, id, wrong.why());
            return;
        }
        if (!takeNames(model.get("match"), row)) {
            rows.remark(id, "taken by its exact names only, without the rule that finds it by a part of one");
        }
        rows.add(row);
    }

    /** Puts in the prices that hold today, and those that hold from a later day on. */
    private void prices(PriceRow row, @Nullable Object prices) {
        if (prices instanceof Members always) {
            prices(row, always);
            return;
        }
        List<ConditionalPrices> all = ConditionalPrices.of(prices);
        prices(row, all, today);
        all.stream()
                .map(ConditionalPrices::from)
                .filter(today::isBefore)
                .forEach(day -> prices(row.from(day), all, day));
    }

    private void prices(PriceRow row, List<ConditionalPrices> all, LocalDate day) {
        all.stream().filter(each -> each.countsOn(day)).forEach(each -> prices(row, each.prices()));
    }

    private void prices(PriceRow row, Members prices) {
        if (!prices.twice().isEmpty()) {
            throw new BadEntry("has " + prices.twice() + " twice");
        }
        prices.values().forEach((key, value) -> price(row, key, value));
    }

    private void price(PriceRow row, String key, Object value) {
        Unit unit = UNITS.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(key).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
        if (key.equals("requests_kcount")) {
            // the cost of a call is counted by its tokens alone, so that this model would be too cheap
            throw new BadEntry("is billed by the request too");
        }
        if (unit == null) {
            rows.remark(row.model(), "without " + key + ", which no unit has");
        } else if (value instanceof Members tiered) {
            tiered(row, key, unit, tiered);
        } else {
            row.put(unit, scaled(unit, key, value));
        }
    }

    private static void tiered(PriceRow row, String key, Unit unit, Members tiered) {
        row.put(unit, scaled(unit, key, tiered.get("base")));
        if (!(tiered.get("tiers") instanceof List<?> tiers)) {
            throw new BadEntry(key + " has no tiers");
        }
        for (Object each : tiers) {
            if (!(each instanceof Members tier)) {
                throw new BadEntry(key + " has a tier that is no object");
            }
            row.put(unit, scaled(unit, key, tier.get("price")), start(key, tier.get("start")));
        }
    }

    private static long start(String key, @Nullable Object value) {
        try {
            return Prices.of(value).longValueExact();
        } catch (ArithmeticException odd) {
            throw new BadEntry(key + " has a tier that begins nowhere");
        }
    }

    private static BigDecimal scaled(Unit unit, String key, @Nullable Object value) {
        try {
            BigDecimal price = Prices.of(value);
            return unit.isTokens() ? price : price.multiply(THOUSANDTH);
        } catch (BadEntry wrong) {
            throw wrong.of(key);
        }
    }

    /** Takes the names that a rule says in full; says whether there was nothing else in it. */
    private static boolean takeNames(@Nullable Object match, PriceRow row) {
        if (!(match instanceof Members rule)) {
            return true;
        }
        boolean isWhole = true;
        for (Map.Entry<String, Object> clause : rule.values().entrySet()) {
            if (clause.getKey().equals("equals") && clause.getValue() instanceof String name) {
                if (!name.equals(row.model())) {
                    row.aliases().add(name);
                }
            } else if (clause.getKey().equals("or") && clause.getValue() instanceof List<?> rules) {
                for (Object each : rules) {
                    isWhole &= takeNames(each, row);
                }
            } else {
                isWhole = false;
            }
        }
        return isWhole;
    }
}
