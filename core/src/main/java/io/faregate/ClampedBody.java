package io.faregate;

import io.faregate.body.Capped;
import io.faregate.body.Choice;
import io.faregate.body.Edits;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What goes on in place of what was scanned: the model given and the clamped choices, spliced into the bytes. */
final class ClampedBody {
    private final byte @Nullable [] body;
    private final String query;

    private ClampedBody(byte @Nullable [] body, String query) {
        this.body = body;
        this.query = query;
    }

    static ClampedBody of(Attempt attempt, boolean forceUsage) {
        if (attempt.left) {
            return new ClampedBody(null, attempt.query);
        }
        return switch (attempt.dialect.reads()) {
            case NOTHING, PARTS -> new ClampedBody(null, attempt.query);
            case JSON, FORM -> new ClampedBody(edited(attempt, forceUsage), attempt.query);
            case QUERY -> new ClampedBody(null, new String(edited(attempt, forceUsage), StandardCharsets.US_ASCII));
        };
    }

    private static byte[] edited(Attempt attempt, boolean forceUsage) {
        if (Overruling.isObserved(attempt)) {
            return Objects.requireNonNull(attempt.scanned);
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

    /** The body; null when the dialect leaves it to the application, or the request has none. */
    byte @Nullable [] body() {
        return body;
    }

    /** The query, still encoded. */
    String query() {
        return query;
    }
}
