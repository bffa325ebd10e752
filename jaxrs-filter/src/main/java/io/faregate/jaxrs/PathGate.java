package io.faregate.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/** Decides over requests by their paths, but for routes that {@link Guarded} names: those come later. */
@PreMatching
final class PathGate implements ContainerRequestFilter {
    private final Gatekeeper gate;
    private final GuardedMethods methods;

    PathGate(Gatekeeper gate, GuardedMethods methods) {
        this.gate = gate;
        this.methods = methods;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        gate.enter(context);
        String path = JaxRsRequest.pathOf(context.getUriInfo());
        if (!methods.areLaterThan(path)) {
            MethodGate.isDecided(context);
            gate.decide(context, path, Stage.PATH);
        }
    }
}
