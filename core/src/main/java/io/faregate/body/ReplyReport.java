package io.faregate.body;

import io.faregate.cost.ServiceTier;
import io.faregate.cost.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reply has said of itself so far. Immutable.
 *
 * @param usage what it used, by the last report; null when none was seen or it was absurd
 * @param prompt what it said of the prompt before anything was written, as some do; null when nothing
 * @param tier how it was served, where its price depends on it; {@link ServiceTier#UNSAID} when it does not say
 * @param toolCalls how often the provider called tools of its own, by the names of {@link ProviderTool}; of one that is
 *     missing nobody says, and all that was held for it must be charged
 * @param isWhole whether the usage is that of the whole reply: a report that grows with its reply is so at its end
 * @param isHidden whether the model was seen to think behind what is shown, so that it wrote more than was seen
 * @param saysLifetimes whether the usage says for how long the provider's cache keeps what was written to it
 */
public record ReplyReport(
        @Nullable Usage usage,
        @Nullable Usage prompt,
        ServiceTier tier,
        Map<String, Long> toolCalls,
        boolean isWhole,
        boolean isHidden,
        boolean saysLifetimes) {

    /** Of a reply that nobody read. */
    public static final ReplyReport NOTHING =
            new ReplyReport(null, null, ServiceTier.UNSAID, Map.of(), false, false, false);

    /**
     * Keeps the calls as they are.
     *
     * @param usage what it used
     * @param prompt what it said of the prompt
     * @param tier how it was served
     * @param toolCalls how often the provider called tools of its own
     * @param isWhole whether the usage is that of the whole reply
     * @param isHidden whether the model was seen to think
     * @param saysLifetimes whether the usage says what is kept for an hour
     */
    public ReplyReport {
        toolCalls = Map.copyOf(toolCalls);
    }
}
