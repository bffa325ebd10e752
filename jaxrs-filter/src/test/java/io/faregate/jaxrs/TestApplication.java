package io.faregate.jaxrs;

import jakarta.ws.rs.core.Application;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The application of a test; JAX-RS makes it, so that what it consists of is said before. */
public class TestApplication extends Application {
    private static volatile List<Object> parts = List.of();

    static void consistsOf(Object... singletons) {
        parts = List.of(singletons);
    }

    @Override
    @SuppressWarnings("deprecation")
    public Set<Object> getSingletons() {
        return new LinkedHashSet<>(parts);
    }

    /** One that streams on Jersey, too. */
    public static final class Streaming extends TestApplication {
        @Override
        public Map<String, Object> getProperties() {
            return Map.of("jersey.config.server.contentLength.buffer", 0);
        }
    }
}
