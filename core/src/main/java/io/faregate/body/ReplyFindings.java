package io.faregate.body;

import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a reply has said so far. One thread writes; what was found may be asked by any. */
final class ReplyFindings {
    private static final String CALL = "_call";
    private static final String SEARCH = "web_search";

    private final ReplyFields fields;
    private final Counts counts = new Counts();

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

    private volatile int made;
    private volatile @Nullable Usage prompt;
    private volatile boolean visible;
    private volatile String tier = "";
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
            case USAGE, OPENING -> counts.clear();
            case ITEMS -> calls = new HashMap<>();
            default -> {}
        }
    }

    /** A document has ended. */
    void end() {
        made = pictures;
    }

    void delta(long bytes) {
        deltaBytes += bytes;
        if (deltaBytes > 0 && !visible) {
            visible = true;
        }
    }

    /** A count; one below zero is none, and spoils the report. */
    void count(Reading what, long count) {
        counts.set(what, count);
    }

    /** A part of a count. */
    void add(Reading what, long part) {
        counts.set(what, counts.get(what) + part);
    }

    /** There is something else than a count. */
    void spoil() {
        counts.spoil();
    }

    void word(Reading what, String word) {
        switch (what) {
            case TIER -> tier = word;
            case SPEED -> speed = word;
            case REGION -> region = word;
            case CALL -> call(word);
            default -> {}
        }
    }

    /** Items are called after tools, as {@code file_search_call}; most are none. */
    private void call(String item) {
        if (calls != null && item.endsWith(CALL)) {
            String name = ProviderTool.name(item.substring(0, item.length() - CALL.length()));
            calls.merge(name, 1L, Long::sum);
        }
    }

    /** A report has been read whole; it counts from now on, unless it makes no sense. */
    void report() {
        usageSeen = true;
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

    /**
     * The last report, unless it says that nothing was written of what could be seen; with the pictures of a whole reply,
     * which are known without a report too.
     */
    Optional<Usage> usage() {
        reports.lock();
        try {
            Usage seen = reported ? withSearches(fields.usage(report)) : null;
            if (made > 0) {
                return Optional.of((seen == null ? Usage.NONE : seen).with(Unit.GENERATED_IMAGES, made));
            }
            boolean silent = seen != null && visible && !saysOutput(seen);
            return silent ? Optional.empty() : Optional.ofNullable(seen);
        } finally {
            reports.unlock();
        }
    }

    /** Searches that no count says are as many as there are items of them. */
    private Usage withSearches(Usage seen) {
        Map<String, Long> items = reportedCalls;
        return items == null || report.has(Reading.WEB_SEARCHES)
                ? seen
                : seen.with(Unit.WEB_SEARCHES, items.getOrDefault(SEARCH, 0L));
    }

    /** Whether it says that something was written, or counts seconds of what was heard instead. */
    private static boolean saysOutput(Usage seen) {
        return seen.tokens() > seen.promptTokens() || seen.get(Unit.AUDIO_INPUT_SECONDS) > 0;
    }

    /** Calls of the provider's own tools by their names, when the last report stood beside a list of all that was done. */
    Optional<Map<String, Long>> calls() {
        reports.lock();
        try {
            return Optional.ofNullable(reportedCalls);
        } finally {
            reports.unlock();
        }
    }

    /** How the reply was served, as far as it says so. */
    ServiceTier tier() {
        return new ServiceTier(word(tier), word(speed), word(region));
    }

    private static String word(String said) {
        return said.isEmpty() ? said : ServiceTier.word(said);
    }

    Optional<Usage> prompt() {
        return Optional.ofNullable(prompt);
    }

    long deltaBytes() {
        return deltaBytes;
    }

    /** Whether this document reports usage and nothing else. */
    boolean isOnlyUsage() {
        return usageSeen && choices == 0;
    }
}
