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
 * where a neighbour has kept the path from being decided over. A filter of all methods, and not of those alone that are
 * annotated: CXF would not have it for a method that a locator finds.
 */
final class MethodGate implements ContainerRequestFilter {
    /** The property of a request that has been left to this stage. */
    static final String LATER = "io.faregate.jaxrs.later";

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
        } else if (context.getProperty(LATER) != null) {
            gate.decide(context, JaxRsRequest.pathOf(context.getUriInfo()), Stage.METHOD);
        }
        JaxRsRide ride = JaxRsRide.of(context::getProperty);
        if (ride != null && answersBySink(found)) {
            ride.answersBySink();
        }
    }

    /** What such a method returns is not the end. */
    private static boolean answersBySink(ResourceInfo found) {
        return found.getResourceMethod() != null
                && List.of(found.getResourceMethod().getParameterTypes()).contains(SseEventSink.class);
    }
}
