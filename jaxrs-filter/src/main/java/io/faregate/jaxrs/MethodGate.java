package io.faregate.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Decides over the requests of a resource method by the route that it names. */
final class MethodGate implements ContainerRequestFilter {
    private final Gatekeeper gate;
    private final String route;

    MethodGate(Gatekeeper gate, String route) {
        this.gate = gate;
        this.route = route;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (gate.faregate() == null && !Gatekeeper.isRide(context)) {
            throw new IllegalStateException("@Guarded(\"" + route + "\") has no gate: neither the servlet filter came"
                    + " before it, nor was FaregateFeature given one.");
        }
        gate.decide(context, route, Stage.METHOD);
    }
}
