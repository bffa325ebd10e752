package io.faregate.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides over the requests of a resource method by the route that it names, and by its path over one that names none
 * where a neighbour has kept the path from being decided over, or a filter has changed path or method since. A filter of
 * all methods, and not of those alone that are annotated: CXF would not have it for a method that a locator finds.
 */
final class MethodGate implements ContainerRequestFilter {
    /** The property of a request that says as what it was decided over before; none when it was left to this stage. */
    private static final String DECIDED = "io.faregate.jaxrs.decided";

    private final Gatekeeper gate;
    private final GuardedMethods methods;

    @Context
    @Nullable
    private ResourceInfo resource;

    MethodGate(Gatekeeper gate, GuardedMethods methods) {
        this.gate = gate;
        this.methods = methods;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        ResourceInfo found = resource;
        if (found == null) {
            throw new IllegalStateException("This implementation of JAX-RS does not say which method it found.");
        }
        String route = methods.routeOf(found);
        if (route != null) {
            gate.require(context, route);
            gate.decide(context, route, Stage.METHOD);
        } else if (!asked(context).equals(context.getProperty(DECIDED))) {
            gate.decide(context, JaxRsRequest.pathOf(context.getUriInfo()), Stage.METHOD);
        }
        JaxRsRide ride = JaxRsRide.of(context::getProperty);
        if (ride != null && answersBySink(found)) {
            ride.answersBySink();
        }
    }

    /** Keeps in mind as what a request was decided over. */
    static void isDecided(ContainerRequestContext context) {
        context.setProperty(DECIDED, asked(context));
    }

    private static String asked(ContainerRequestContext context) {
        return context.getMethod() + " " + JaxRsRequest.pathOf(context.getUriInfo());
    }

    /** What such a method returns is not the end. */
    private static boolean answersBySink(ResourceInfo found) {
        return found.getResourceMethod() != null
                && List.of(found.getResourceMethod().getParameterTypes()).contains(SseEventSink.class);
    }
}
