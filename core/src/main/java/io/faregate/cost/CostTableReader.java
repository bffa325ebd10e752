package io.faregate.cost;

import io.faregate.cost.CostTableException.Mistake;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a price file, and notes every mistake in it before it gives up. */
final class CostTableReader {
    private static final int LONGEST_SHOWN = 80;
    private static final String MODEL = "model";
    private static final String ALIASES = "aliases";
    private static final String TIER = "tier";
    private static final String FROM = "from";
    private static final String CHECKED = "checked";
    private static final LocalDate ALWAYS = LocalDate.MIN;
    private static final List<String> REMARKS = List.of("provider", "source", "note");
    private static final Set<String> COLUMNS = RateColumns.names();

    static {
        COLUMNS.addAll(List.of(MODEL, ALIASES, TIER, FROM, CHECKED, Rates.HIDDEN_THINKING));
        COLUMNS.addAll(REMARKS);
    }

    private final String file;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Map<String, Rates> models = new HashMap<>();
    private final NavigableMap<LocalDate, Map<String, Rates>> later = new TreeMap<>();
    private final List<Row> amendments = new ArrayList<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private List<String> header = List.of();
    private LocalDate checked = LocalDate.MIN;
    private int line = 1;

    /** A line whose prices are those of a tier, or count from a day on, or both. */
    private record Row(int line, String model, String tier, LocalDate from, Rates rates) {}

    /**
     * Reads a file.
     *
     * @throws CostTableException when there is any mistake in it
     */
    CostTableReader(String file, byte[] content) {
        this.file = file;
        CsvRecords csv = new CsvRecords(decode(content));
        for (CsvRecords.Broken broken : csv.broken()) {
            line = broken.line();
            mistake("", broken.found(), CsvRecords.QUOTES);
        }
        line = 1;
        records(csv.records());
        amendments.forEach(this::amend);
        giveUpOnMistakes();
    }

    CostTable table(String version) {
        NavigableMap<LocalDate, CostTable> days = new TreeMap<>();
        later.forEach((day, rates) -> days.put(day, table(version, rates)));
        return table(version, models).changing(days);
    }

    private CostTable table(String version, Map<String, Rates> rates) {
        Map<String, ListedPrice> prices = new HashMap<>();
        rates.forEach((model, each) -> prices.put(model, ListedPrice.of(each)));
        ListedPrice unknown = prices.remove(CostTable.ANY_OTHER);
        Map<String, LocalDate> age = checked.equals(LocalDate.MIN) ? Map.of() : Map.of(version, checked);
        return new CostTable(prices, aliases, unknown, version, findings, age, CostTable.NOTHING_CHANGES);
    }

    /** The latest day on which a row was compared with its source. */
    LocalDate checked() {
        return checked;
    }

    private String decode(byte[] content) {
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(content.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            while (in.position() > 0) {
                in.position(in.position() - 1);
                line += in.get(in.position()) == '\n' ? 1 : 0;
            }
            mistake("", "bytes of another encoding", "text in UTF-8");
            giveUpOnMistakes();
        }
        String text = out.flip().toString();
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private void giveUpOnMistakes() {
        if (!mistakes.isEmpty()) {
            mistakes.sort(Comparator.comparingInt(Mistake::line));
            throw new CostTableException(mistakes);
        }
    }

    private void records(List<CsvRecords.Fields> records) {
        if (records.isEmpty()) {
            mistake("", "", "a line of column names, and a line for each model");
            return;
        }
        line = records.get(0).line();
        header(records.get(0).values());
        if (records.size() == 1) {
            mistake("", "", "a line for each model below the line of column names");
        }
        if (header.contains(MODEL)) {
            records.subList(1, records.size()).forEach(this::row);
        }
    }

    private void header(List<String> columns) {
        header = columns;
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i);
            if (!COLUMNS.contains(column)) {
                mistake(column, column, "one of " + COLUMNS.stream().sorted().toList());
            } else if (columns.indexOf(column) < i) {
                mistake(column, column, "each column once");
            }
        }
        if (!columns.contains(MODEL)) {
            mistake(MODEL, "", "a column of this name");
        }
    }

    private void row(CsvRecords.Fields fields) {
        line = fields.line();
        List<String> values = fields.values();
        if (values.size() != header.size()) {
            mistake("", values.size() + " fields", header.size() + " fields, as the header has");
            return;
        }
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                cells.putIfAbsent(header.get(i), values.get(i));
            }
        }
        String model = cells.getOrDefault(MODEL, "");
        String tier = cells.getOrDefault(TIER, "");
        if (!tier.isEmpty() && !ServiceTier.isName(tier)) {
            mistake(TIER, tier, Rates.ALLOWED_TIER);
        }
        String day = cells.getOrDefault(FROM, "");
        name(MODEL, model, (tier + " " + day).trim());
        aliases(model, tier, day, cells.get(ALIASES));
        LocalDate known = date(CHECKED, cells.getOrDefault(CHECKED, ""));
        checked = known.isAfter(checked) ? known : checked;
        price(model, tier, date(FROM, day), cells);
    }

    private void name(String column, String name, String of) {
        boolean isAlias = column.equals(ALIASES);
        if (!CostTable.isName(name) || (isAlias && name.equals(CostTable.ANY_OTHER))) {
            mistake(column, name, CostTable.NAMES);
            return;
        }
        // no name has a blank in it
        Integer before = names.putIfAbsent(of.isEmpty() ? name : name + " " + of, line);
        if (before != null) {
            mistake(column, name, "each name once; it is on line " + before + " too");
        }
    }

    private void aliases(String model, String tier, String day, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (!tier.isEmpty() || !day.isEmpty()) {
            mistake(ALIASES, text, "other names on the model's line without a " + (tier.isEmpty() ? "day" : TIER));
            return;
        }
        if (model.equals(CostTable.ANY_OTHER)) {
            mistake(ALIASES, text, "no other name for the row of unknown models");
        }
        for (String alias : text.split("\\s+", -1)) {
            name(ALIASES, alias, "");
            aliases.putIfAbsent(alias, model);
        }
    }

    /** The day that a cell says; the first of all when it says none. */
    private LocalDate date(String column, String text) {
        try {
            return text.isEmpty() ? ALWAYS : LocalDate.parse(text);
        } catch (DateTimeException e) {
            mistake(column, text, "a date, as 2026-11-23");
            return ALWAYS;
        }
    }

    private void price(String model, String tier, LocalDate from, Map<String, String> cells) {
        int before = mistakes.size();
        Rates rates = new Rates();
        cells.forEach((column, text) ->
                RateColumns.put(rates, column, text).ifPresent(allowed -> mistake(column, text, allowed)));
        if (mistakes.size() > before) {
            return;
        }
        thinking(rates, tier, cells.getOrDefault(Rates.HIDDEN_THINKING, ""));
        List<Flaw> flaws = ListedPrice.flaws(rates);
        flaws.forEach(flaw -> mistake(flaw.column(), flaw.found(), flaw.allowed()));
        if (!flaws.isEmpty()) {
            return;
        }
        if (tier.isEmpty()) {
            modelsFrom(from).put(model, rates);
            findings(Suspicions.of(model, rates));
        }
        if (!tier.isEmpty() || !from.equals(ALWAYS)) {
            amendments.add(new Row(line, model, tier, from, rates));
        }
    }

    /** The models whose prices count from a day on. */
    private Map<String, Rates> modelsFrom(LocalDate day) {
        return day.equals(ALWAYS) ? models : later.computeIfAbsent(day, first -> new HashMap<>());
    }

    private void thinking(Rates rates, String tier, String text) {
        if (!text.isEmpty() && (!text.equals("yes") || !tier.isEmpty())) {
            mistake(Rates.HIDDEN_THINKING, text, "yes or nothing, on the model's line without a tier");
        } else if (!text.isEmpty()) {
            rates.hiddenThinking();
        }
    }

    /** Puts a line to the one that it amends, which may be further down. */
    private void amend(Row row) {
        line = row.line;
        String missing = row.tier.isEmpty() ? "day" : TIER;
        if (aliases.containsKey(row.model)) {
            mistake(
                    MODEL,
                    row.model,
                    "the name that its line without a " + missing + " has, " + aliases.get(row.model));
        } else if (!row.tier.isEmpty()) {
            tier(row);
        } else if (!names.containsKey(row.model)) {
            mistake(FROM, row.from.toString(), "a line of the model without a day, too");
        }
    }

    /** Puts the prices of a tier to the usual ones of its model and day. */
    private void tier(Row row) {
        Rates usual = modelsFrom(row.from).get(row.model);
        if (usual != null) {
            usual.tier(row.tier, row.rates);
            findings(Suspicions.ofTier(row.model, usual, row.tier, row.rates));
        } else if (row.from.equals(ALWAYS) && !names.containsKey(row.model)) {
            mistake(TIER, row.tier, "a line of the model without a tier, too");
        } else if (!row.from.equals(ALWAYS) && !names.containsKey(row.model + " " + row.from)) {
            mistake(TIER, row.tier, "a line of the model without a tier from that day, too");
        }
    }

    private void findings(List<String> texts) {
        texts.forEach(text -> findings.add(file + ", line " + line + ", " + text));
    }

    private void mistake(String column, String found, String allowed) {
        mistakes.add(new Mistake(file, line, shown(column), shown(found), allowed));
    }

    /** Mistakes go to logs: no line breaks, no terminal codes, no megabytes. */
    private static String shown(String text) {
        String plain = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "..." : plain;
    }
}
