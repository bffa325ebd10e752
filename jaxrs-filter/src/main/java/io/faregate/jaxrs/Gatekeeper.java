package io.faregate.jaxrs;

import io.faregate.Decision;
import io.faregate.Decision.Admitted;
import io.faregate.Decision.Answered;
import io.faregate.Decision.Refused;
import io.faregate.Faregate;
import io.faregate.Ride;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a request to the gate, once, and does what the gate says. Thread-safe. */
final class Gatekeeper {
    private final @Nullable Faregate faregate;
    private final List<String> containerNeeds;
    private final RidesById rides;

    /** Without a gate it knows only the rides that the servlet filter lets in. */
    Gatekeeper(@Nullable Faregate faregate, RidesById rides) {
        this.faregate = faregate;
        this.containerNeeds = faregate == null ? List.of() : faregate.containerNeeds();
        this.rides = rides;
    }

    /** Nothing of the policy may count less because the container does not show what it asks for. */
    void requireContainer(boolean isShown) {
        if (!isShown && !containerNeeds.isEmpty()) {
            throw new IllegalStateException("No servlet request is behind JAX-RS here, so that this part of the policy"
                    + " can not hold: " + String.join(", ", containerNeeds) + ". Run it in a servlet container, or give"
                    + " Faregate.builder() a resolver of callers.");
        }
    }

    /** Forgets what a client wrote, and shows the ride that the servlet filter let in as one of ours. */
    void enter(ContainerRequestContext context) {
        context.getHeaders().remove(Guarded.RIDE);
        if (context.getProperty(Ride.ATTRIBUTE) instanceof Ride ride) {
            rides.show(ride, context);
        }
    }

    /** Nothing may pass that somebody wanted guarded. */
    void require(ContainerRequestContext context, String route) {
        if (faregate == null && !isRide(context)) {
            throw new IllegalStateException("@Guarded(\"" + route + "\") has no gate: neither the servlet filter came"
                    + " before it, nor was FaregateFeature given one.");
        }
    }

    /** Whether a request was let in already, here or in front of JAX-RS. */
    private static boolean isRide(ContainerRequestContext context) {
        return context.getProperty(Ride.ATTRIBUTE) != null;
    }

    /** Decides over a request as over one of a path, unless it is a ride already. */
    void decide(ContainerRequestContext context, String path, Stage stage) {
        if (faregate == null || isRide(context)) {
            return;
        }
        JaxRsRequest shown = new JaxRsRequest(context, path);
        requireContainer(shown.isInServlet());
        Decision decision = faregate.admit(shown);
        if (decision instanceof Admitted admitted) {
            begin(new JaxRsRide(admitted.ride()), context, stage);
        } else if (decision instanceof Refused refused) {
            Map<String, String> id = Map.of(Guarded.RIDE, refused.refusal().rideId());
            abort(context, refused.answer().with(id), shown.isBodyLeft());
        } else if (decision instanceof Answered answered) {
            abort(context, answered.answer(), shown.isBodyLeft());
        }
    }

    private void begin(JaxRsRide ride, ContainerRequestContext context, Stage stage) {
        if (stage == Stage.METHOD && ride.changesQuery(context)) {
            // nobody may change the address of a request that is matched
            var over = new RideOverException(
                    Reason.FIELD_NOT_ALLOWED, "query", "The query has a field that can not be changed here.");
            ride.finish(over.reason().status(), over);
            abort(context, ride.ride().answer(over), false);
            return;
        }
        try {
            ride.begin(context);
            rides.show(ride.ride(), context);
        } catch (RuntimeException | Error failure) {
            ride.finish(500, failure);
            throw failure;
        }
    }

    private static void abort(ContainerRequestContext context, Answer answer, boolean bodyLeft) {
        ResponseBuilder response = Response.status(answer.status());
        answer.headers().forEach(response::header);
        if (!answer.body().isEmpty()) {
            response.entity(answer.body().getBytes(StandardCharsets.UTF_8));
        }
        if (bodyLeft) {
            response.header("Connection", "close");
        }
        context.abortWith(response.build());
    }
}
