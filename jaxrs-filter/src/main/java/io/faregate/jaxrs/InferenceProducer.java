package io.faregate.jaxrs;

import io.faregate.Inference;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ride of the current request an injected {@code Inference}, where there is CDI in a servlet container; null in
 * a request that is no ride. It is the ride itself and no proxy, so that it may be taken to other threads.
 */
@Dependent
final class InferenceProducer {

    /** The request is asked for late: where nobody injects a ride, CDI may have no requests. */
    @Produces
    @Dependent
    static @Nullable Inference inference(Instance<HttpServletRequest> request) {
        return request.get().getAttribute(Inference.ATTRIBUTE) instanceof Inference running ? running : null;
    }
}
