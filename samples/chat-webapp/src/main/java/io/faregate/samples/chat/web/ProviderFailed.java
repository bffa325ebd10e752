package io.faregate.samples.chat.web;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The provider did not answer, or not with 200. The message is for the user. */
final class ProviderFailed extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    static final String BROKE_OFF = "The model provider broke off.";

    ProviderFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static ProviderFailed withStatus(int status) {
        return new ProviderFailed("The model provider answered " + status + ".", null);
    }
}
