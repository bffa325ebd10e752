package io.faregate.estimators;

import io.faregate.cost.Unit;
import io.faregate.estimators.JsonTree.Members;
import io.faregate.estimators.JsonTree.Written;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** LiteLLM's list: an object of models, whose prices are dollars for one token, picture or second. */
final class LiteLlmList {
    private static final Set<String> NO_MODELS = Set.of("sample_spec", "last_updated");
    private static final Pattern NAME = Pattern.compile(
            "(?<what>.*?(?:_cost_per_|_token_cost|_cost)[a-z_]*?)(?<hour>_above_1hr)?(?:_above_(?<above>\\d{1,6})k_tokens)?(?:_(?<tier>priority|flex))?");
    /** The same prices in another currency, and flags. */
    private static final Pattern IGNORED = Pattern.compile(".*_dbu_.*|supports_.*");
    /** Batches are sent some other way. */
    private static final Pattern BATCHES = Pattern.compile(".*(_batches|_batch)");
    /** How much dearer tokens are that are served in a region. */
    private static final Pattern UPLIFT = Pattern.compile(".*_multiplier(_.*)?");

    private static final Map<String, Unit> TOKENS = Map.ofEntries(
            Map.entry("input_cost_per_token", Unit.INPUT_TOKENS),
            Map.entry("input_cost_per_image_token", Unit.INPUT_TOKENS),
            Map.entry("input_cost_per_video_token", Unit.INPUT_TOKENS),
            Map.entry("output_cost_per_token", Unit.OUTPUT_TOKENS),
            Map.entry("output_cost_per_reasoning_token", Unit.OUTPUT_TOKENS),
            Map.entry("output_cost_per_image_token", Unit.OUTPUT_TOKENS),
            Map.entry("output_cost_per_video_token", Unit.OUTPUT_TOKENS),
            Map.entry("cache_read_input_token_cost", Unit.CACHE_READ_TOKENS),
            Map.entry("input_cost_per_token_cache_hit", Unit.CACHE_READ_TOKENS),
            Map.entry("cache_creation_input_token_cost", Unit.CACHE_WRITE_TOKENS),
            Map.entry("input_cost_per_audio_token", Unit.AUDIO_INPUT_TOKENS),
            Map.entry("cache_read_input_audio_token_cost", Unit.AUDIO_INPUT_TOKENS),
            Map.entry("cache_creation_input_audio_token_cost", Unit.AUDIO_INPUT_TOKENS),
            Map.entry("output_cost_per_audio_token", Unit.AUDIO_OUTPUT_TOKENS));
    /** By what they are and the mode of the model: a picture that is read has no unit of its own, one that is made has. */
    private static final Map<String, Unit> OTHERS = Map.of(
            "output_cost_per_image", Unit.GENERATED_IMAGES,
            "input_cost_per_image image_generation", Unit.GENERATED_IMAGES,
            "output_cost_per_second audio_speech", Unit.GENERATED_AUDIO_SECONDS,
            "input_cost_per_character audio_speech", Unit.SPOKEN_CHARACTERS,
            "input_cost_per_second audio_transcription", Unit.AUDIO_INPUT_SECONDS,
            "output_cost_per_second video_generation", Unit.GENERATED_VIDEO_SECONDS,
            "output_cost_per_video_per_second", Unit.GENERATED_VIDEO_SECONDS);

    private static final Members NO_MULTIPLIERS = new Members(Map.of(), List.of());
    /** In the order in which a tier has both. */
    private static final List<String> DEARER = List.of("fast", "us");

    private static final String SEARCHES = "search_context_cost_per_query";
    private static final String TIERS = "tiered_pricing";
    /** How much dearer tokens are that a request asks to be served fast, or in a region. */
    private static final String MULTIPLIERS = "provider_specific_entry";

    private final ImportedRows rows;

    LiteLlmList(ImportedRows rows) {
        this.rows = rows;
    }

    void read(Object list) throws IOException {
        if (!(list instanceof Members models)) {
            throw new IOException("LiteLLM's list is an object of models");
        }
        for (Map.Entry<String, Object> entry : models.values().entrySet()) {
            if (!(entry.getValue() instanceof Members model)) {
                remarkUnlessKnown(entry.getKey());
            } else if (model.get("litellm_provider") instanceof String provider
                    && rows.takes(provider)
                    && !NO_MODELS.contains(entry.getKey())) {
                model(
                        plain(entry.getKey(), provider),
                        provider,
                        model,
                        models.twice().contains(entry.getKey()));
            }
        }
    }

    private void remarkUnlessKnown(String name) {
        if (!NO_MODELS.contains(name)) {
            rows.remark(name, "not taken: is no object");
        }
    }

    /** The name that a provider bills: its own prefix is LiteLLM's. */
    private static String plain(String key, String provider) {
        int slash = key.indexOf('/');
        return slash > 0 && provider.startsWith(key.substring(0, slash)) ? key.substring(slash + 1) : key;
    }

    private void model(String name, String provider, Members model, boolean isTwice) {
        if (isTwice || !model.twice().isEmpty()) {
            rows.refuse(provider, name, isTwice ? "is in the list twice" : "has " + model.twice() + " twice");
            return;
        }
        PriceRow row = new PriceRow(name, provider);
        String mode = model.get("mode") instanceof String text ? text : "";
        try {
            for (Map.Entry<String, Object> member : model.values().entrySet()) {
                member(row, mode, member.getKey(), member.getValue(), null);
            }
            multipliers(row, Objects.requireNonNullElse(model.get(MULTIPLIERS), NO_MULTIPLIERS));
        } catch (BadEntry wrong) {
            rows.refuse(provider, name, wrong.why());
            return;
        }
        rows.add(row);
    }

    /** One member of a model, or of a tier that begins above a mark. */
    private void member(PriceRow row, String mode, String key, Object value, @Nullable Long mark) {
        Matcher name = NAME.matcher(key);
        if (key.equals(TIERS)) {
            tiers(row, mode, value);
        } else if (key.equals(SEARCHES)) {
            searches(row, value);
        } else if (IGNORED.matcher(key).matches() || key.equals(MULTIPLIERS)) {
            return;
        } else if (BATCHES.matcher(key).matches()) {
            rows.remark(row.model(), "without its prices of batches");
        } else if (UPLIFT.matcher(key).matches()) {
            rows.remark(row.model(), "without " + key + ", which no request and no reply says");
        } else if (name.matches()) {
            String above = name.group("above");
            PriceRow of = name.group("tier") == null ? row : row.tier(name.group("tier"));
            price(of, mode, key, name, price(key, value), above == null ? mark : Long.valueOf(above + "000"));
        } else if (key.contains("cost") && value instanceof Written) {
            remark(row, key, price(key, value));
        } else if (key.contains("pricing")) {
            rows.remark(row.model(), "without " + key);
        }
    }

    /** Of all prices of tokens, when these are known: a tier for each, and one for both together. */
    private void multipliers(PriceRow row, Object multipliers) {
        if (!(multipliers instanceof Members all)) {
            throw new BadEntry(MULTIPLIERS + " is no object");
        }
        Map<String, BigDecimal> tiers = new LinkedHashMap<>();
        all.values().forEach((name, value) -> {
            if (!DEARER.contains(name)) {
                rows.remark(row.model(), "without " + MULTIPLIERS + " " + name + ", which is no tier that is known");
                return;
            }
            BigDecimal times = price(MULTIPLIERS + " " + name, value);
            if (times.compareTo(BigDecimal.ONE) < 0) {
                rows.remark(row.model(), "without its tier " + name + ", which costs less than the usual price");
            } else {
                tiers.put(name, times);
            }
        });
        if (tiers.size() == DEARER.size()) {
            tiers.put(String.join("+", DEARER), tiers.values().stream().reduce(BigDecimal.ONE, BigDecimal::multiply));
        }
        tiers.forEach(row::tier);
    }

    private void remark(PriceRow row, String key, BigDecimal price) {
        if (price.signum() > 0) {
            rows.remark(row.model(), "without " + key + ", which no unit has");
        }
    }

    private void price(PriceRow row, String mode, String key, Matcher name, BigDecimal price, @Nullable Long above) {
        String what = name.group("what");
        Unit tokens = TOKENS.get(what);
        if (tokens == Unit.CACHE_WRITE_TOKENS && name.group("hour") != null) {
            tokens = Unit.CACHE_WRITE_1H_TOKENS;
        }
        Unit other = OTHERS.getOrDefault(what, OTHERS.get(what + " " + mode));
        if (tokens != null && above != null) {
            row.put(tokens, price.multiply(Prices.MILLION), above);
        } else if (tokens != null) {
            row.put(tokens, price.multiply(Prices.MILLION));
        } else if (other != null && above == null) {
            row.put(other, price);
        } else {
            remark(row, key, price);
        }
    }

    private static BigDecimal price(String key, Object value) {
        try {
            return Prices.of(value);
        } catch (BadEntry wrong) {
            throw wrong.of(key);
        }
    }

    private static void searches(PriceRow row, Object sizes) {
        if (!(sizes instanceof Members bySize)) {
            throw new BadEntry(SEARCHES + " is no object");
        }
        bySize.values().forEach((size, value) -> row.put(Unit.WEB_SEARCHES, price(size, value)));
    }

    private void tiers(PriceRow row, String mode, Object tiers) {
        if (!(tiers instanceof List<?> list)) {
            throw new BadEntry(TIERS + " is no list");
        }
        for (Object each : list) {
            if (!(each instanceof Members tier) || !(tier.get("range") instanceof List<?> range) || range.isEmpty()) {
                throw new BadEntry(TIERS + " has a tier without a range");
            }
            long from = tokens(Prices.of(range.get(0)));
            tier.values().forEach((key, value) -> member(row, mode, key, value, from == 0 ? null : from));
        }
    }

    private static long tokens(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException odd) {
            throw new BadEntry(TIERS + " has a range from " + number);
        }
    }
}
