package io.faregate.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Decides by its path over a method that names no route, where one that does has kept the path from being decided over. */
final class NeighbourGate implements ContainerRequestFilter {
    /** The property of a request that has been left to this stage. */
    static final String LATER = "io.faregate.jaxrs.later";

    private final Gatekeeper gate;

    NeighbourGate(Gatekeeper gate) {
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (context.getProperty(LATER) != null) {
            gate.decide(context, JaxRsRequest.pathOf(context.getUriInfo()), Stage.METHOD);
        }
    }
}
