package io.faregate.samples.jaxrs.app;

import io.faregate.Faregate;
import io.faregate.jaxrs.FaregateFeature;
import jakarta.ws.rs.core.Application;
import java.net.URI;
import java.util.Set;

/** All parts of the application. */
public final class ChatApplication extends Application {
    private final Set<Object> parts;

    /**
     * An application behind a gate.
     *
     * @param faregate an open gate, which stays open when the application ends
     * @param provider where chats of the provider are
     */
    public ChatApplication(Faregate faregate, URI provider) {
        parts = Set.of(new FaregateFeature(faregate), new SignIn(), new ChatResource(provider));
    }

    @Override
    @SuppressWarnings("deprecation") // the one way to register an object that all versions know
    public Set<Object> getSingletons() {
        return parts;
    }
}
