package io.faregate.cost;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts a {@link CostTable} together. Naming a model twice, or a wrong price, fails at that call. Not thread-safe. */
public final class CostTableBuilder {
    private final Map<String, ListedPrice> models = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final NavigableMap<LocalDate, CostTable> changes = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private @Nullable ListedPrice unknown;
    private @Nullable String version;

    CostTableBuilder() {}

    /**
     * The prices of a model.
     *
     * @param name the model's exact name, case included
     * @param rates says the prices
     * @return this builder
     * @throws IllegalArgumentException when the name is already taken, or the prices contradict each other
     */
    public CostTableBuilder model(String name, Consumer<Rates> rates) {
        requireFree(name);
        Rates filled = filled(name, rates);
        models.put(name, ListedPrice.of(filled));
        return this;
    }

    /**
     * Another exact name of a model.
     *
     * @param alias the other name
     * @param model a model of this builder
     * @return this builder
     * @throws IllegalArgumentException when the alias is already taken, or the model is not there yet
     */
    public CostTableBuilder alias(String alias, String model) {
        requireFree(alias);
        if (!models.containsKey(model)) {
            throw new IllegalArgumentException(alias + " can not be a name of " + model + ", which has no price yet");
        }
        aliases.put(alias, model);
        return this;
    }

    /**
     * The prices of every model that has none; make them those of the dearest model you could meet. Without them an
     * unknown model is refused.
     *
     * @param rates says the prices
     * @return this builder
     * @throws IllegalArgumentException when they are already set, or contradict each other
     */
    public CostTableBuilder unknownModel(Consumer<Rates> rates) {
        if (unknown != null) {
            throw new IllegalArgumentException("the price of unknown models is already set");
        }
        unknown = ListedPrice.of(filled(CostTable.ANY_OTHER, rates));
        return this;
    }

    /**
     * Prices that change on a day that is known ahead, as {@code from(LocalDate.of(2027, 1, 1), later -> later.model("m",
     * rates -> rates.input("0.40").output("3.20")))}. A model that has prices then has all of them, those of tiers
     * included, and none of those from before; every other one costs what it did.
     *
     * @param day the day, at whose midnight of UTC the new prices begin
     * @param prices says the models with their new prices, and nothing else
     * @return this builder
     * @throws IllegalArgumentException when that day has prices already, says anything else, or changes a model that has no
     *     price in this builder yet
     */
    public CostTableBuilder from(LocalDate day, Consumer<CostTableBuilder> prices) {
        CostTableBuilder later = new CostTableBuilder();
        prices.accept(later);
        later.models.keySet().stream()
                .filter(model -> !models.containsKey(model))
                .findFirst()
                .ifPresent(model -> {
                    throw new IllegalArgumentException(model + " can not change on " + day + ": it has no price yet");
                });
        boolean isMore = !later.aliases.isEmpty() || !later.changes.isEmpty() || later.version != null;
        boolean isNothing = later.models.isEmpty() && later.unknown == null;
        if (isMore || isNothing || (later.unknown != null && unknown == null)) {
            throw new IllegalArgumentException("prices of models change on " + day + ", and nothing else");
        }
        if (changes.putIfAbsent(day, later.build()) != null) {
            throw new IllegalArgumentException("what changes on " + day + " is already set");
        }
        findings.addAll(later.findings);
        return this;
    }

    /**
     * What records call these prices, in place of {@code custom}.
     *
     * @param name a name with a date, as {@code contract 2026-11}
     * @return this builder
     */
    public CostTableBuilder version(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a version is not blank");
        }
        if (version != null) {
            throw new IllegalArgumentException("version is already " + version + ", not " + name);
        }
        version = name;
        return this;
    }

    /**
     * The table.
     *
     * @return an immutable table
     * @throws IllegalStateException when there is no price in it
     */
    public CostTable build() {
        if (models.isEmpty() && unknown == null) {
            throw new IllegalStateException("a cost table needs the price of at least one model");
        }
        String name = version == null ? "custom" : version;
        return new CostTable(models, aliases, unknown, name, findings, Map.of(), CostTable.NOTHING_CHANGES)
                .changing(changes);
    }

    private Rates filled(String name, Consumer<Rates> rates) {
        Rates filled = new Rates();
        rates.accept(filled);
        List<Flaw> flaws = ListedPrice.flaws(filled);
        if (!flaws.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": " + flaws.stream().map(Flaw::toString).collect(Collectors.joining("; ")));
        }
        findings.addAll(Suspicions.of(name, filled));
        return filled;
    }

    private void requireFree(String name) {
        if (!CostTable.isName(name) || name.equals(CostTable.ANY_OTHER)) {
            throw new IllegalArgumentException("\"" + name + "\" is no name of a model: " + CostTable.NAMES);
        }
        if (models.containsKey(name) || aliases.containsKey(name)) {
            throw new IllegalArgumentException(name + " already has a price");
        }
    }
}
