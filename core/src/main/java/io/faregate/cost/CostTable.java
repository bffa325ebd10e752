package io.faregate.cost;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prices of models, from a file, from code, or the built-in ones. Immutable and thread-safe.
 *
 * <pre>{@code
 * CostTable mine = CostTable.builder()
 *         .model("my-model", rates -> rates.input("0.25").output("2.00"))
 *         .build();
 * CostEstimator costs = mine.over(CostTable.builtIn());
 * }</pre>
 *
 * <p>A model is found by its exact name, case included, or by an alias of its row; then, if it ends in a date as
 * {@code -2026-11-23} or {@code -20261123}, by its name without it; then by the row for unknown models, if there is
 * one. A name that merely begins like another is another model.
 *
 * <p>Prices may change on days that are known ahead: {@link #at} has those of a time, {@link #price} those from before the
 * first such day.
 */
public final class CostTable implements CostEstimator {
    static final String ANY_OTHER = "*";
    static final NavigableMap<Instant, CostTable> NOTHING_CHANGES = Collections.emptyNavigableMap();
    static final String NAMES = "1 to 256 printable characters without blanks, in the provider's spelling";

    private static final Pattern NAME = Pattern.compile("[\\p{Graph}&&[^,\"]]{1,256}");
    private static final int LARGEST_FILE = 4 << 20;
    private static final int RECENT_DAYS = 90;

    private final Map<String, ListedPrice> models;
    private final Map<String, String> aliases;
    private final @Nullable ListedPrice unknown;
    private final String version;
    private final List<String> findings;
    private final Map<String, LocalDate> checked;

    /** When prices change, each time with the whole table from then on, in which nothing changes. */
    private final NavigableMap<Instant, CostTable> changes;

    CostTable(
            Map<String, ListedPrice> models,
            Map<String, String> aliases,
            @Nullable ListedPrice unknown,
            String version,
            List<String> findings,
            Map<String, LocalDate> checked,
            NavigableMap<Instant, CostTable> changes) {
        this.models = Map.copyOf(models);
        this.aliases = Map.copyOf(aliases);
        this.unknown = unknown;
        this.version = version;
        this.findings = List.copyOf(findings);
        this.checked = Map.copyOf(checked);
        this.changes = changes;
    }

    /**
     * A table made in code.
     *
     * @return a builder
     */
    public static CostTableBuilder builder() {
        return new CostTableBuilder();
    }

    /**
     * The prices that this version of Faregate knows, each row with its source and the day it was checked.
     *
     * @return the built-in table
     */
    public static CostTable builtIn() {
        return BuiltIn.TABLE;
    }

    /**
     * Reads a price file.
     *
     * @param file a CSV file in UTF-8, of at most 4 MiB
     * @return its table; the version is the file's name and the beginning of its SHA-256
     * @throws IOException when it can not be read
     * @throws CostTableException when there are mistakes in it; names all of them
     */
    public static CostTable read(Path file) throws IOException {
        Path name = file.getFileName();
        try (InputStream in = Files.newInputStream(file)) {
            return read(name == null ? file.toString() : name.toString(), in);
        }
    }

    /**
     * Reads a price file from anywhere, as a resource.
     *
     * @param name what mistakes and the version call it
     * @param content CSV in UTF-8, of at most 4 MiB; read to its end, not closed
     * @return its table
     * @throws IOException when it can not be read or is too large
     * @throws CostTableException when there are mistakes in it; names all of them
     */
    public static CostTable read(String name, InputStream content) throws IOException {
        byte[] bytes = content.readNBytes(LARGEST_FILE + 1);
        if (bytes.length > LARGEST_FILE) {
            throw new IOException(name + " is larger than " + LARGEST_FILE + " bytes");
        }
        return new CostTableReader(name, bytes).table(name + " " + hash(bytes));
    }

    @Override
    public Optional<Price> price(String model) {
        ListedPrice exact = exact(model);
        if (exact == null) {
            exact = DatedName.undated(model).map(this::exact).orElse(null);
        }
        return Optional.ofNullable(exact == null ? unknown : exact);
    }

    @Override
    public CostTable at(Instant time) {
        Map.Entry<Instant, CostTable> last = changes.floorEntry(time);
        return last == null ? this : last.getValue();
    }

    @Override
    public String version() {
        return version;
    }

    /**
     * Prices that were taken, but look like a slip of the pen: output cheaper than input, one price more than ten times
     * another, all of them zero.
     *
     * @return sentences for a log; none when all is well
     */
    public List<String> findings() {
        return findings;
    }

    /**
     * Which of the tables in this one nobody has compared with their sources for more than 90 days, by the latest day
     * in their column {@code checked}. A table without such a day has no age.
     *
     * @param today the day it is
     * @return sentences for a log; none when all are recent
     */
    public List<String> stale(LocalDate today) {
        List<String> stale = new ArrayList<>();
        new TreeMap<>(checked).forEach((table, day) -> {
            long age = ChronoUnit.DAYS.between(day, today);
            if (age > RECENT_DAYS) {
                stale.add("The prices of " + table + " were last compared with their sources on " + day + ", " + age
                        + " days ago: they may be too low by now.");
            }
        });
        return stale;
    }

    /**
     * This table on top of another: every model named here is priced here, every other one there, on each day as both say.
     * The price of unknown models is this table's, or else the other's. A model that the other one knows to think out of
     * sight does so here too.
     *
     * @param lower the table below
     * @return both as one
     */
    public CostTable over(CostTable lower) {
        Set<Instant> times = new TreeSet<>(changes.keySet());
        times.addAll(lower.changes.keySet());
        String name = version + " over " + lower.version;
        NavigableMap<Instant, CostTable> both = new TreeMap<>();
        times.forEach(time -> both.put(time, at(time).over(lower.at(time), name, NOTHING_CHANGES)));
        return over(lower, name, both);
    }

    private CostTable over(CostTable lower, String name, NavigableMap<Instant, CostTable> together) {
        Map<String, ListedPrice> allModels = new HashMap<>(lower.models);
        allModels.keySet().removeAll(aliases.keySet());
        models.forEach((model, price) -> allModels.put(model, price.thinkingLike(lower.exact(model))));
        Map<String, String> allAliases = new HashMap<>(lower.aliases);
        allAliases.putAll(aliases);
        List<String> allFindings = new ArrayList<>(findings);
        allFindings.addAll(lower.findings);
        Map<String, LocalDate> allChecked = new HashMap<>(lower.checked);
        allChecked.putAll(checked);
        return new CostTable(
                allModels,
                allAliases,
                unknown == null ? lower.unknown : unknown,
                name,
                allFindings,
                allChecked,
                together);
    }

    /** The same with other prices from some days on: what a day says is laid over what holds before it. */
    CostTable changing(NavigableMap<LocalDate, CostTable> later) {
        NavigableMap<Instant, CostTable> whole = new TreeMap<>();
        CostTable before = this;
        for (Map.Entry<LocalDate, CostTable> day : later.entrySet()) {
            CostTable then = day.getValue().over(before, version, NOTHING_CHANGES);
            before =
                    new CostTable(then.models, then.aliases, then.unknown, version, findings, checked, NOTHING_CHANGES);
            whole.put(day.getKey().atStartOfDay(ZoneOffset.UTC).toInstant(), before);
        }
        return new CostTable(models, aliases, unknown, version, findings, checked, whole);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private @Nullable ListedPrice exact(String name) {
        String model = name;
        // ends: an alias leads to a model of its own table, or to an alias of a table further up that took its name
        while (model != null && !models.containsKey(model)) {
            model = aliases.get(model);
        }
        return model == null ? null : models.get(model);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Read when first asked for. */
    private static final class BuiltIn {
        static final CostTable TABLE = read();

        private static CostTable read() {
            try (InputStream in = CostTable.class.getResourceAsStream("prices.csv")) {
                if (in == null) {
                    throw new IllegalStateException("io/faregate/cost/prices.csv is missing from the jar");
                }
                CostTableReader reader = new CostTableReader("built-in", in.readAllBytes());
                return reader.table("built-in " + reader.checked());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
