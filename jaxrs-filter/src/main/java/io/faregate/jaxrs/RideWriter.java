package io.faregate.jaxrs;

import io.faregate.ride.RideOverException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;

/** Meters what a ride answers while it is written, and ends the ride when it is. */
final class RideWriter implements WriterInterceptor {

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        JaxRsRide ride = JaxRsRide.of(context::getProperty);
        if (ride == null) {
            context.proceed();
            return;
        }
        String type =
                context.getMediaType() == null ? "" : context.getMediaType().toString();
        Object encoding = context.getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        MeteredOutput output = new MeteredOutput(
                context.getOutputStream(), ride.ride(), type, encoding == null ? "" : encoding.toString());
        if (output.isEventStream()) {
            // fewer bytes may go out than the application writes
            context.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        }
        context.setOutputStream(output);
        write(context, ride, output);
    }

    private static void write(WriterInterceptorContext context, JaxRsRide ride, MeteredOutput output)
            throws IOException {
        try {
            context.proceed();
            if (!ride.isAnsweredBySink()) {
                output.end();
                ride.finish(ride.status(), null);
            }
        } catch (RideOverException over) {
            ride.finish(output.status(ride.status(), over.reason().status()), over);
            boolean isLengthSaid = context.getHeaders().containsKey(HttpHeaders.CONTENT_LENGTH);
            if (isLengthSaid || !output.tell(over)) {
                throw over;
            }
        } catch (IOException | RuntimeException | Error failure) {
            ride.finish(output.status(ride.status(), 500), failure);
            throw failure;
        }
    }
}
