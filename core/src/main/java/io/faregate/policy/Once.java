package io.faregate.policy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builders are told each thing once. */
final class Once {
    private Once() {}

    static <T> T set(@Nullable T before, T value, String name) {
        if (before != null) {
            throw new IllegalStateException(name + " is set already: " + before + ", not " + value);
        }
        return Objects.requireNonNull(value, name);
    }
}
