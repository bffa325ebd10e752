package io.faregate.body;

import io.faregate.ride.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A body that can not be let in. Immutable.
 *
 * @param reason why
 * @param message one sentence for a person, without any of the body's text but names of fields
 * @param param the field at fault as a JSON pointer or name, or null
 */
public record BodyRejected(
        Reason reason, String message, @Nullable String param) implements Scan {

    /**
     * Checks that reason and message are there.
     *
     * @param reason why
     * @param message one sentence for a person, without any of the body's text but names of fields
     * @param param the field at fault as a JSON pointer or name, or null
     */
    public BodyRejected {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
    }
}
