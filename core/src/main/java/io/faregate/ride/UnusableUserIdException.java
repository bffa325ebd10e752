package io.faregate.ride;

import java.io.Serial;

/**
 * A user id that nobody can have: too long, or with control characters in it. Thrown by a {@link CallerResolver}, it
 * refuses the request as one of nobody who is known, with status 401. Its message must not quote the id.
 */
public final class UnusableUserIdException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Refuses an id.
     *
     * @param message one sentence for a person, without the id
     */
    public UnusableUserIdException(String message) {
        super(message);
    }
}
