package io.faregate.jaxrs;

import io.faregate.Ride;
import io.faregate.ride.Answer;
import io.faregate.ride.RideOverException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;

/** Gives the response of a ride its headers, says in the client's words that it is over, and ends one without an entity. */
final class RideResponse implements ContainerResponseFilter {
    private static final Annotation[] NONE = {};

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof RideOverException over
                && request.getProperty(Ride.ATTRIBUTE) instanceof Ride ride) {
            answer(ride.answer(over), response);
            ride.finish(response.getStatus(), over);
        }
        JaxRsRide ride = JaxRsRide.of(request::getProperty);
        if (ride == null) {
            return;
        }
        ride.ride().headers().forEach(response.getHeaders()::putSingle);
        ride.answered(response.getStatus());
        if (!response.hasEntity() && !ride.isAnsweredBySink()) {
            ride.finish(response.getStatus(), null);
        }
    }

    private static void answer(Answer answer, ContainerResponseContext response) {
        response.setStatus(answer.status());
        String type = answer.headers().getOrDefault(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_PLAIN);
        response.setEntity(answer.body().getBytes(StandardCharsets.UTF_8), NONE, MediaType.valueOf(type));
        answer.headers().forEach(response.getHeaders()::putSingle);
    }
}
