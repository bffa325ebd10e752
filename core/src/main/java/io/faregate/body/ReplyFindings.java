package io.faregate.body;

import io.faregate.cost.ServiceTier;
import io.faregate.cost.ServiceTier.Part;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a reply has said so far. One thread writes; what was found may be asked by any. */
final class ReplyFindings {
    private static final String CALL = "_call";
    private static final int MOST_QUERIES = 1_000;

    private final ReplyFields fields;
    private final Counts whole = new Counts();

    /** Those of one of the provider's turns, and of all of them; null until one comes. */
    private @Nullable Counts turn;

    private @Nullable Counts turns;

    /** Which of them a count is for. */
    private Counts counts = whole;

    /** Calls of the provider's own tools in this document; null where it does not list what was done. */
    private @Nullable Map<String, Long> calls;

    private @Nullable Counts opening;
    private long deltaBytes;
    private int choices;
    private int pictures;
    private boolean usageSeen;

    private final ReentrantLock reports = new ReentrantLock();
    private final Counts report = new Counts();
    private @Nullable Map<String, Long> reportedCalls;
    private boolean reported;

    private final Set<String> queries = new HashSet<>(0);
    private volatile int searched;
    private volatile boolean finished;
    private volatile boolean hidden;
    private volatile int made;
    private volatile @Nullable Usage prompt;
    private volatile boolean visible;
    private volatile String tier = "";
    private volatile String traffic = "";
    private volatile String speed = "";
    private volatile String region = "";

    ReplyFindings(ReplyFields fields) {
        this.fields = fields;
    }

    /** A document begins; the usage of those before it is kept. */
    void begin() {
        choices = 0;
        pictures = 0;
        usageSeen = false;
        calls = null;
    }

    /** An object or array begins at a place. */
    void enter(Reading reading) {
        switch (reading) {
            case CHOICE -> choices++;
            case PICTURE -> pictures++;
            case USAGE, OPENING -> {
                counts = whole;
                counts.clear();
                turns = null;
            }
            case TURN -> beginTurn();
            case ITEMS -> {
                calls = new HashMap<>();
                fields.items().forEach(tool -> calls.put(tool, 0L));
            }
            default -> part(reading);
        }
    }

    private void beginTurn() {
        turns = turns == null ? new Counts() : turns;
        turn = turn == null ? new Counts() : turn;
        turn.clear();
        counts = turn;
    }

    /** A turn of the provider's own has been read whole. */
    void turn() {
        if (turns != null) {
            turns.add(counts);
        }
        counts = whole;
    }

    /** Where parts of a count are listed it is said, were it none of them. */
    private void part(Reading reading) {
        if (reading.isCount()) {
            counts.add(reading, 0);
        }
    }

    /** A document has ended. */
    void end() {
        made = pictures;
    }

    void output(Reading reading, long bytes) {
        deltaBytes += bytes;
        if (deltaBytes > 0 && !visible) {
            visible = true;
        }
        if (reading == Reading.THOUGHT && !hidden) {
            hidden = true;
        }
    }

    /** A count; one below zero is none, and spoils the report. */
    void count(Reading what, long count) {
        counts.set(what, count);
    }

    /** A part of a count. */
    void add(Reading what, long part) {
        counts.add(what, part);
    }

    /** There is something else than a count. */
    void spoil() {
        counts.spoil();
    }

    void word(Reading what, String word) {
        switch (what) {
            case TIER -> tier = word;
            case TRAFFIC -> traffic = word;
            case SPEED -> speed = word;
            case REGION -> region = word;
            case CALL -> call(word);
            case QUERY -> query(word);
            case FINISH -> finished = true;
            default -> {}
        }
    }

    /** Items are called after tools, as {@code file_search_call}; most are none. */
    private void call(String item) {
        if (calls != null && item.endsWith(CALL)) {
            String name = ProviderTool.name(item.substring(0, item.length() - CALL.length()));
            calls.computeIfPresent(name, (tool, count) -> count + 1);
        }
    }

    private void query(String query) {
        if (queries.size() < MOST_QUERIES && queries.add(query)) {
            searched = queries.size();
        }
    }

    /** A report has been read whole; it counts from now on, unless it makes no sense. */
    void report() {
        usageSeen = true;
        if (turns != null) {
            counts.fill(turns);
        }
        if (opening != null) {
            counts.fill(opening);
        }
        if (!fields.makeSense(counts)) {
            return;
        }
        reports.lock();
        try {
            report.copy(counts);
            reportedCalls = calls == null ? null : Map.copyOf(calls);
            reported = true;
        } finally {
            reports.unlock();
        }
    }

    /** What was said of the prompt before anything was written. */
    void opened() {
        Counts begun = new Counts();
        begun.copy(counts);
        begun.set(Reading.COMPLETION, 0);
        opening = begun;
        if (fields.makeSense(begun)) {
            prompt = fields.usage(begun);
        }
    }

    /** All that was said so far. */
    ReplyReport said() {
        reports.lock();
        try {
            boolean isWhole = !fields.hasFinish() || finished;
            Usage usage = usage();
            boolean saysLifetimes = report.has(Reading.CACHE_WRITE_1H) || report.has(Reading.CACHE_WRITE_5M);
            return new ReplyReport(usage, prompt, tier(), toolCalls(), isWhole, hidden, saysLifetimes);
        } finally {
            reports.unlock();
        }
    }

    /**
     * The last report, unless it says that nothing was written of what could be seen; with the pictures of a whole reply,
     * which are known without a report too.
     */
    private @Nullable Usage usage() {
        Usage seen = reported ? withSearches(fields.usage(report)) : null;
        if (made > 0) {
            return (seen == null ? Usage.NONE : seen).with(Unit.GENERATED_IMAGES, made);
        }
        return seen != null && visible && !saysOutput(seen) ? null : seen;
    }

    /** Searches that no count says are as many as there are items of them, or queries. */
    private Usage withSearches(Usage seen) {
        if (report.has(Reading.WEB_SEARCHES)) {
            return seen;
        }
        long listed = reportedCalls == null ? 0 : reportedCalls.getOrDefault(ProviderTool.SEARCH, 0L);
        return seen.with(Unit.WEB_SEARCHES, Math.max(listed, searched));
    }

    /** Whether it says that something was written, or counts seconds of what was heard instead. */
    private static boolean saysOutput(Usage seen) {
        return seen.tokens() > seen.promptTokens() || seen.get(Unit.AUDIO_INPUT_SECONDS) > 0;
    }

    /** Calls of the provider's own tools, as far as the last report, or what stands beside it, says how many they were. */
    private Map<String, Long> toolCalls() {
        if (!reported) {
            return Map.of();
        }
        Map<String, Long> all = new HashMap<>(reportedCalls == null ? Map.of() : reportedCalls);
        fields.counted().forEach(tool -> all.putIfAbsent(tool, report.get(Reading.WEB_SEARCHES)));
        if (finished) {
            fields.queried().forEach(tool -> all.put(tool, (long) searched));
        }
        return all;
    }

    /** How the reply was served, as far as it says so. */
    private ServiceTier tier() {
        String said = tier.isEmpty() ? traffic : tier;
        ServiceTier served = said.isEmpty() ? ServiceTier.UNSAID : ServiceTier.UNSAID.with(Part.TIER, said);
        served = speed.isEmpty() ? served : served.with(Part.SPEED, speed);
        return region.isEmpty() ? served : served.with(Part.REGION, region);
    }

    long deltaBytes() {
        return deltaBytes;
    }

    /** Whether this document reports usage and nothing else. */
    boolean isOnlyUsage() {
        return usageSeen && choices == 0;
    }
}
