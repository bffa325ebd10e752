package io.faregate.jaxrs;

import io.faregate.Faregate;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Feature;
import jakarta.ws.rs.core.FeatureContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Guards the routes of a policy in a JAX-RS application. The paths of routes are those under the application's base. A
 * route that some resource names by {@link Guarded} is decided over when its method is found, and after filters that sign
 * users in; all other routes before, after those filters that are {@code @PreMatching} and have a smaller priority than
 * 2500.
 *
 * <p>In a resource method {@code @HeaderParam(Guarded.RIDE) Inference inference} is the running ride, in filters
 * {@code Inference.of(context::getProperty)}. A ride ends with its response. One that answers by an {@code SseEventSink}
 * ends when its {@code Inference} is closed, else at its deadline, charged as held.
 *
 * <p>Behind the servlet filter of Faregate a request that it let in is charged no second time, and all that happens to it
 * is seen there. Thread-safe.
 */
public final class FaregateFeature implements Feature {
    /** Our place among the filters of requests: who signs in is known, and what the user may do. */
    static final int BEHIND_SIGN_IN = Priorities.AUTHORIZATION + 500;

    /** Jersey takes 0 for no priority at all. */
    private static final int FIRST = 1;

    /** What the application writes passes us first: nothing has packed it yet. */
    private static final int NEAREST_TO_THE_ENTITY = Integer.MAX_VALUE - 1;

    /** The last of the filters of responses: no other one changes what we see. */
    private static final int LAST_OF_RESPONSES = FIRST;

    private final @Nullable Faregate faregate;

    /** A feature for applications behind the servlet filter, which guards; by itself this one lets in everything. */
    public FaregateFeature() {
        this.faregate = null;
    }

    /**
     * A feature that guards by itself.
     *
     * @param faregate an open gate, which the application closes
     */
    public FaregateFeature(Faregate faregate) {
        this.faregate = Objects.requireNonNull(faregate, "faregate");
    }

    /**
     * Registers all that is needed.
     *
     * @param context the application's configuration
     * @return true
     * @throws IllegalStateException when the policy needs addresses or sessions of clients, and there is no servlet API
     */
    @Override
    public boolean configure(FeatureContext context) {
        RidesById rides = new RidesById();
        Gatekeeper gate = new Gatekeeper(faregate, rides);
        gate.requireContainer(ServletLook.isPossible());
        if (ServletLook.isPossible()) {
            context.register(new ServletLook(), FIRST);
        }
        GuardedMethods methods = new GuardedMethods(faregate);
        context.register(rides)
                .register(methods)
                .register(new PathGate(gate, methods), BEHIND_SIGN_IN)
                .register(new MethodGate(gate, methods), BEHIND_SIGN_IN)
                .register(new RideOverMapper())
                .register(new RideResponse(), LAST_OF_RESPONSES)
                .register(new RideWriter(), NEAREST_TO_THE_ENTITY);
        return true;
    }
}
