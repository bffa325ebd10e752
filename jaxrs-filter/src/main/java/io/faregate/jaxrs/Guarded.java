package io.faregate.jaxrs;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Guards a resource method, or all methods of a resource class, by a route of the policy whatever their paths are. What a
 * method says counts before what its class says. Requests are decided after those filters that sign users in, unlike the
 * paths of routes that no annotation names.
 *
 * <pre>{@code
 * @POST
 * @Path("{id}/messages")
 * @Guarded("/chats")
 * public Reply say(@HeaderParam(Guarded.RIDE) Inference inference, Message message) { ... }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Guarded {

    /**
     * The name of a header parameter that is the running ride: {@code @HeaderParam(Guarded.RIDE) Inference inference}. It
     * is null in a request that is no ride. Clients can not send it.
     */
    String RIDE = "Faregate-Ride-Id";

    /**
     * The route, by its path in the policy.
     *
     * @return the path, as {@code /chats}
     */
    String value();
}
