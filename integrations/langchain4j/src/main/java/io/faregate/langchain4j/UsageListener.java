package io.faregate.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.output.TokenUsage;
import io.faregate.Inference;
import io.faregate.cost.Usage;

/** Records the usage of calls that the ride has not seen: where it begins none while the model answers. Thread-safe. */
final class UsageListener implements ChatModelListener {
    private final Inference ride;

    UsageListener(Inference ride) {
        this.ride = ride;
    }

    @Override
    public void onRequest(ChatModelRequestContext request) {
        ride.cancellation().throwIfCancelled();
        request.attributes().put(this, ride.guardedCalls());
    }

    @Override
    public void onResponse(ChatModelResponseContext response) {
        boolean isUnseen = Integer.valueOf(ride.guardedCalls())
                .equals(response.attributes().get(this));
        TokenUsage usage = response.chatResponse().tokenUsage();
        if (isUnseen && usage != null && usage.inputTokenCount() != null && usage.outputTokenCount() != null) {
            ride.record(model(response), Usage.of(usage.inputTokenCount(), usage.outputTokenCount()));
        }
    }

    /** The one that was asked for: that which answers may be a snapshot of it, which has no price. */
    private String model(ChatModelResponseContext response) {
        String asked = response.chatRequest().modelName();
        return asked == null ? ride.model() : asked;
    }
}
