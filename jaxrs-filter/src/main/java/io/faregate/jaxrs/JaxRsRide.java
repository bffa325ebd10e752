package io.faregate.jaxrs;

import io.faregate.Inference;
import io.faregate.Ride;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A ride that was let in here, with what is known of its response. Thread-safe. */
final class JaxRsRide {
    private static final String PROPERTY = "io.faregate.jaxrs.ride";

    private final Ride ride;
    private volatile boolean sink;
    private volatile int status;

    JaxRsRide(Ride ride) {
        this.ride = ride;
    }

    /** The one of a request; null when it was let in by the servlet filter, or is none. */
    static @Nullable JaxRsRide of(Function<String, @Nullable Object> properties) {
        return properties.apply(PROPERTY) instanceof JaxRsRide ride ? ride : null;
    }

    Ride ride() {
        return ride;
    }

    /** Puts what was checked in place of what came. */
    void begin(ContainerRequestContext context) {
        context.setProperty(PROPERTY, this);
        context.setProperty(Ride.ATTRIBUTE, ride);
        context.setProperty(Inference.ATTRIBUTE, ride.inference());
        List.copyOf(context.getHeaders().keySet()).stream()
                .filter(name -> !ride.goesOn(name))
                .forEach(context.getHeaders()::remove);
        if (changesQuery(context)) {
            UriInfo uri = context.getUriInfo();
            context.setRequestUri(uri.getBaseUri(), withQuery(uri.getRequestUri(), ride.query()));
        }
        ride.body().ifPresent(body -> {
            context.setEntityStream(new ByteArrayInputStream(body));
            context.getHeaders().putSingle(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
            context.getHeaders().remove("Transfer-Encoding");
        });
        ride.form().ifPresent(reader -> {
            String type = String.valueOf(context.getHeaderString(HttpHeaders.CONTENT_TYPE));
            context.setEntityStream(new FormBody(context.getEntityStream(), ride, reader, type));
        });
    }

    /** Whether the query that goes on is another one than the client's. */
    boolean changesQuery(ContainerRequestContext context) {
        return ride.parameters().isPresent() && !ride.query().equals(JaxRsRequest.queryOf(context.getUriInfo()));
    }

    /** CXF keeps the old query unless there is a new one, if only an empty one. */
    private static URI withQuery(URI uri, String query) {
        String bare = uri.toString();
        int mark = bare.indexOf('?');
        return URI.create((mark < 0 ? bare : bare.substring(0, mark)) + "?" + query);
    }

    /** The resource method goes on after it has returned, with an event sink. */
    void answersBySink() {
        sink = true;
    }

    /** Whether its response goes on behind the method: one that failed does not. */
    boolean isAnsweredBySink() {
        return sink && status < 400;
    }

    /** The response begins to be written. */
    void answered(int with) {
        status = with;
    }

    int status() {
        return status;
    }

    /** Settles; only the first time counts, and implementations differ in how often they say that it is over. */
    void finish(int with, @Nullable Throwable failure) {
        ride.finish(with, failure);
    }
}
