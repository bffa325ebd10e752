package io.faregate.jaxrs;

import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The application of a test; JAX-RS makes it, so that what it consists of is said before. */
public final class TestApplication extends Application {
    private static volatile List<Object> parts = List.of();

    static void consistsOf(Object... singletons) {
        parts = List.of(singletons);
    }

    @Override
    @SuppressWarnings("deprecation")
    public Set<Object> getSingletons() {
        return new LinkedHashSet<>(parts);
    }
}
