package io.faregate;

import io.faregate.body.Capped;
import io.faregate.body.Choice;
import io.faregate.body.Dialect.Reads;
import io.faregate.body.Edits;
import io.faregate.budget.Mode;
import org.jspecify.annotations.Nullable;

/** Makes the body that goes on: the model given and the clamped choices, spliced into the scanned bytes. */
final class ClampedBody {
    private ClampedBody() {}

    /** The bytes; null when the dialect leaves the body to the application. */
    static byte @Nullable [] of(Attempt attempt, boolean forceUsage) {
        if (attempt.rules.route().dialect().reads() != Reads.JSON) {
            return null;
        }
        if (attempt.rules.route().mode() == Mode.OBSERVE) {
            return attempt.body;
        }
        Edits edits = attempt.shape.edit().set(Choice.OUTPUT_TOKENS, attempt.estimate.output());
        edits = set(attempt, edits, Choice.STEPS, Capped.STEPS, attempt.estimate.steps());
        edits = set(
                attempt, edits, Choice.RETRIEVED_DOCUMENTS, Capped.RETRIEVED_DOCUMENTS, attempt.estimate.documents());
        if (attempt.shape.asked(Choice.CHOICES).isPresent()) {
            edits = edits.set(Choice.CHOICES, attempt.estimate.choices());
        }
        if (attempt.shape.asked(Choice.TOP_LOGPROBS).isPresent()) {
            edits = edits.set(Choice.TOP_LOGPROBS, attempt.caps().max(Capped.TOP_LOGPROBS));
        }
        if (!attempt.rung.model().isEmpty()) {
            edits = edits.model(attempt.rung.model());
        }
        return (forceUsage ? edits.forceUsage() : edits).bytes();
    }

    /** What neither the body nor the policy names is not put into the body. */
    private static Edits set(Attempt attempt, Edits edits, Choice choice, Capped capped, long value) {
        boolean named =
                attempt.shape.asked(choice).isPresent() || attempt.rules.caps().has(capped);
        return named ? edits.set(choice, value) : edits;
    }
}
