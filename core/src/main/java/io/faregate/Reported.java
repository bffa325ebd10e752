package io.faregate;

import io.faregate.body.ReplyReport;
import io.faregate.body.ResponseMeter;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.usage.UsageSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The best that a response says of what it used. Immutable.
 *
 * @param usage what was used; null when nobody knows, and the hold is charged
 * @param source who says so
 * @param tier how the call was served, as far as it was said
 * @param toolCalls calls of the provider's own tools by their names; of one that is missing what was held is charged
 */
record Reported(@Nullable Usage usage, UsageSource source, ServiceTier tier, Map<String, Long> toolCalls) {
    /** Nothing was used: the call never reached the provider, or the provider refused it. */
    static final Reported NOTHING = new Reported(Usage.NONE, UsageSource.NONE, ServiceTier.UNSAID, Map.of());

    private static final Reported NOBODY_KNOWS = new Reported(null, UsageSource.HOLD, ServiceTier.UNSAID, Map.of());

    /** What an application says of a call, which is no more than its usage. */
    static Reported byApplication(Usage usage) {
        return new Reported(usage, UsageSource.APP, ServiceTier.UNSAID, Map.of());
    }

    /**
     * What a meter saw: the provider's report; else what was delivered, where each token is at least one byte, so that
     * the bytes bound the tokens, and the prompt counts as the provider said at the beginning, else as estimated; else
     * nothing. What was written out of sight, or is written on behind a cut, is as much as was held.
     *
     * @param meter the response's meter, or null for a response that was not read
     * @param entry the call
     */
    static Reported by(@Nullable ResponseMeter meter, CallEntry entry) {
        return meter == null
                ? NOBODY_KNOWS
                : by(meter.report(), meter.deliveredBytes().orElse(0), entry);
    }

    /** The same of a reply that was not metered, but told. */
    static Reported by(ReplyReport report, long bytes, CallEntry entry) {
        Usage usage = report.usage();
        if (usage != null && (report.isWhole() || !entry.billsAfterAbort())) {
            return new Reported(seen(report, usage, entry), UsageSource.PROVIDER, report.tier(), report.toolCalls());
        }
        Usage prompt = usage == null ? report.prompt() : usage;
        return bytes <= 0 && usage == null ? NOBODY_KNOWS : cut(report, prompt, bytes, entry);
    }

    /** Of a reply that ended before it said all that it used. */
    private static Reported cut(ReplyReport report, @Nullable Usage prompt, long bytes, CallEntry entry) {
        Usage estimate = entry.estimate;
        if (estimate.get(Unit.AUDIO_OUTPUT_TOKENS) > 0) {
            return NOBODY_KNOWS;
        }
        boolean thinks = !entry.showsThinking() && (report.isHidden() || entry.fare.thinks());
        boolean isUnseen = thinks || entry.billsAfterAbort();
        long most = estimate.get(Unit.OUTPUT_TOKENS);
        Usage known = seen(report, prompt == null ? estimate.with(Unit.OUTPUT_TOKENS, 0) : prompt, entry);
        long output = isUnseen ? most : Math.min(most, bytes);
        return new Reported(
                known.with(Unit.OUTPUT_TOKENS, Math.max(known.get(Unit.OUTPUT_TOKENS), output)),
                isUnseen ? UsageSource.HOLD : UsageSource.DELIVERED,
                report.tier(),
                Map.of());
    }

    /** With what no report says, as much of it as was held: searches, and for how long the cache keeps what it was given. */
    private static Usage seen(ReplyReport report, Usage usage, CallEntry entry) {
        Usage estimate = entry.estimate;
        long untold = entry.fare.tools().searchesBeside(report.toolCalls());
        long told = usage.get(Unit.WEB_SEARCHES);
        long searches = Math.max(told, Math.min(told + untold, estimate.get(Unit.WEB_SEARCHES)));
        Usage all = usage.with(Unit.WEB_SEARCHES, searches);
        long written = usage.get(Unit.CACHE_WRITE_TOKENS);
        boolean forAnHour = written > 0 && estimate.get(Unit.CACHE_WRITE_1H_TOKENS) > 0 && !report.saysLifetimes();
        return forAnHour ? all.with(Unit.CACHE_WRITE_TOKENS, 0).with(Unit.CACHE_WRITE_1H_TOKENS, written) : all;
    }
}
