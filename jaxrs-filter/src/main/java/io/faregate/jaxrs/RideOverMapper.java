package io.faregate.jaxrs;

import io.faregate.ride.RideOverException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Takes the end of a ride to {@link RideResponse}, which knows the ride and so the client's dialect. */
final class RideOverMapper implements ExceptionMapper<RideOverException> {
    @Override
    public Response toResponse(RideOverException over) {
        return Response.status(over.reason().status()).entity(over).build();
    }
}
