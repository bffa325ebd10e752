package io.faregate.jaxrs;

import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The application of docs/jax-rs.md. */
// tag::application[]
public final class ChatApplication extends Application {
    private final FaregateFeature feature = new FaregateFeature(Gates.chat());

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(Chat.class);
    }

    @Override
    @SuppressWarnings("deprecation") // the one way to register an object that all versions know
    public Set<Object> getSingletons() {
        return Set.of(feature, new SignIn());
    }
}
// end::application[]
