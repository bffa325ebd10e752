package io.faregate;

import io.faregate.body.Dialect;
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
 * @param toolCalls calls of the provider's own tools by their names; null when nobody knows, and what was held is charged
 */
record Reported(
        @Nullable Usage usage,
        UsageSource source,
        ServiceTier tier,
        @Nullable Map<String, Long> toolCalls) {
    /** Nothing was used: the call never reached the provider, or the provider refused it. */
    static final Reported NOTHING = new Reported(Usage.NONE, UsageSource.NONE, ServiceTier.UNSAID, Map.of());

    private static final Reported NOBODY_KNOWS = new Reported(null, UsageSource.HOLD, ServiceTier.UNSAID, null);

    /**
     * What a meter saw: the provider's report; else what was delivered, where each token is at least one byte, so that
     * the bytes bound the tokens, and the prompt counts as the provider said at the beginning, else as estimated; else
     * nothing.
     *
     * @param meter the response's meter, or null for a response that was not read
     * @param estimate what was held for it
     * @param dialect of the response; null when nobody knows
     */
    static Reported by(@Nullable ResponseMeter meter, Usage estimate, @Nullable Dialect dialect) {
        if (meter == null) {
            return NOBODY_KNOWS;
        }
        Usage usage = meter.usage().orElse(null);
        if (usage != null) {
            boolean isWhole = dialect != null && dialect.reportsSearches();
            return new Reported(
                    isWhole ? usage : withSearches(usage, estimate),
                    UsageSource.PROVIDER,
                    meter.tier(),
                    meter.toolCalls().orElse(null));
        }
        long bytes = meter.deliveredBytes().orElse(0);
        if (bytes <= 0) {
            return NOBODY_KNOWS;
        }
        long output = Math.min(estimate.get(Unit.OUTPUT_TOKENS), bytes);
        Usage prompt = meter.prompt().orElse(estimate);
        Usage delivered = withSearches(prompt, estimate).with(Unit.OUTPUT_TOKENS, output);
        return new Reported(delivered, UsageSource.DELIVERED, meter.tier(), null);
    }

    /** Searches that nobody has counted are as many as were held. */
    private static Usage withSearches(Usage usage, Usage estimate) {
        return usage.with(Unit.WEB_SEARCHES, Math.max(usage.get(Unit.WEB_SEARCHES), estimate.get(Unit.WEB_SEARCHES)));
    }
}
