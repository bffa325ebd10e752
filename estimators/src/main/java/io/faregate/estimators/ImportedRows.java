package io.faregate.estimators;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers the rows of the providers that were named, and what was wrong with others. Not thread-safe. */
final class ImportedRows {
    private static final int LONGEST_REMARK = 300;

    /** No tier is known that costs more, and a list was seen with one of fifty times. */
    private static final BigDecimal MOST_TIMES = BigDecimal.TEN;

    private final String source;
    private final LocalDate today;
    private final Map<String, List<PriceRow>> byProvider = new LinkedHashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> remarks = new LinkedHashSet<>();

    ImportedRows(String source, List<String> providers, LocalDate today) {
        this.source = source;
        this.today = today;
        for (String provider : providers) {
            if (!provider.matches("[\\w./-]{1,64}") || byProvider.put(provider, new ArrayList<>()) != null) {
                throw new IllegalArgumentException("\"" + provider + "\" is no provider, or is named twice");
            }
        }
        if (byProvider.isEmpty()) {
            throw new IllegalArgumentException("name the providers whose prices count");
        }
    }

    boolean takes(String provider) {
        return byProvider.containsKey(provider);
    }

    /** Takes a row, unless a table would refuse it. */
    void add(PriceRow row) {
        for (String tier : row.withoutTiersBeyond(MOST_TIMES)) {
            remark(row.model(), "without its tier " + tier + ", which costs more than ten times the usual price");
        }
        String flaw = row.isFree() ? "every price is 0, which mostly means that nobody knows" : row.flaw();
        if (flaw.isEmpty()) {
            byProvider
                    .computeIfAbsent(row.provider(), provider -> new ArrayList<>())
                    .add(row);
        } else {
            remark(row.model(), "not taken: " + flaw);
        }
    }

    /** A model of which not even another row may be taken. */
    void refuse(String provider, String model, String why) {
        broken.add(provider + " " + model);
        remark(model, "not taken: " + why);
    }

    /** Remarks go to a terminal or a log: no line breaks, no terminal codes, no megabytes. */
    void remark(String model, String text) {
        String plain = (model + ": " + text).replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        remarks.add(plain.length() > LONGEST_REMARK ? plain.substring(0, LONGEST_REMARK) + "..." : plain);
    }

    ImportedPrices prices() {
        StringBuilder csv = new StringBuilder(PriceRow.header()).append('\n');
        Map<String, PriceRow> names = new HashMap<>();
        int models = 0;
        for (Map.Entry<String, List<PriceRow>> entry : byProvider.entrySet()) {
            if (entry.getValue().isEmpty()) {
                remarks.add(entry.getKey() + ": no model of this provider was taken");
            }
            for (PriceRow row : entry.getValue()) {
                if (isFirst(row, names)) {
                    csv.append(row.lines(source, today.toString())).append('\n');
                    models++;
                }
            }
        }
        return new ImportedPrices(models == 0 ? "" : csv.toString(), models, List.copyOf(remarks));
    }

    /** Keeps a row whose name no row before it has, without the aliases that are taken. */
    private boolean isFirst(PriceRow row, Map<String, PriceRow> names) {
        if (broken.contains(row.provider() + " " + row.model())) {
            return false;
        }
        PriceRow before = names.putIfAbsent(row.model(), row);
        if (before != null && !before.hasPricesOf(row)) {
            remark(
                    row.model(),
                    "of " + row.provider() + " not taken: has another price already, of " + before.provider());
        }
        if (before != null) {
            return false;
        }
        row.aliases().removeIf(alias -> isTaken(alias, row, names));
        return true;
    }

    private boolean isTaken(String alias, PriceRow row, Map<String, PriceRow> names) {
        boolean isTaken = names.putIfAbsent(alias, row) != null;
        if (isTaken) {
            remark(row.model(), "without its name " + alias + ", which is taken");
        }
        return isTaken;
    }
}
