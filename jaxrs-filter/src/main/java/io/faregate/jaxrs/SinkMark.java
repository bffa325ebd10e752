package io.faregate.jaxrs;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Notes that a resource method answers by an event sink: what it returns is not the end then. */
final class SinkMark implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext context) {
        JaxRsRide ride = JaxRsRide.of(context::getProperty);
        if (ride != null) {
            ride.answersBySink();
        }
    }
}
