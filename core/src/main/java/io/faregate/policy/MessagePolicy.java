package io.faregate.policy;

import io.faregate.body.Claim;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client may send beside its user's own messages, and what the model is told in its place. Immutable.
 *
 * @param allow what a client may say in another's name; all else of it is refused
 * @param instructions the route's instructions to the model, in place of all that a client says there; or null
 */
public record MessagePolicy(Set<Claim> allow, @Nullable String instructions) {

    /** The user's own messages alone. */
    public static final MessagePolicy USER = new MessagePolicy(Set.of(), null);

    /**
     * Copies the set.
     *
     * @param allow what a client may say in another's name; all else of it is refused
     * @param instructions the route's instructions to the model, in place of all that a client says there; or null
     */
    public MessagePolicy {
        allow = Set.copyOf(Objects.requireNonNull(allow, "allow"));
        if (instructions != null && (instructions.isBlank() || allow.contains(Claim.SYSTEM))) {
            throw new IllegalArgumentException(
                    instructions.isBlank() ? "blank instructions" : "instructions beside those of the client");
        }
    }

    /**
     * Whether a client may say something in another's name.
     *
     * @param claim in whose
     * @return true when it is let in; instructions that are replaced are
     */
    public boolean lets(Claim claim) {
        return allow.contains(claim) || (claim == Claim.SYSTEM && instructions != null);
    }
}
