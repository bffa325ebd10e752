package io.faregate.samples.chat;

import java.io.Serial;

/** The demo can not start; the message tells a person what to change. */
final class CannotStart extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    CannotStart(String message) {
        super(message);
    }

    CannotStart(String message, Throwable cause) {
        super(message, cause);
    }
}
