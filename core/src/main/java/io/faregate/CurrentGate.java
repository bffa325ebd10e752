package io.faregate;

import org.jspecify.annotations.Nullable;

/** The gate that counts now; a reload puts another in its place. Thread-safe. */
final class CurrentGate {
    private volatile @Nullable Gate gate;

    Gate get() {
        Gate now = gate;
        if (now == null) {
            throw new IllegalStateException("The gate is not open yet.");
        }
        return now;
    }

    void set(Gate next) {
        gate = next;
    }
}
