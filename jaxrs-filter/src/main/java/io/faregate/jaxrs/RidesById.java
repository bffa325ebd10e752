package io.faregate.jaxrs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.faregate.Inference;
import io.faregate.Ride;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes a running ride a parameter of resource methods: a filter can only give them texts, as a header of the request.
 * Thread-safe; a ride is kept no longer than its request is.
 */
final class RidesById implements ParamConverterProvider {
    private final Cache<String, Inference> rides =
            Caffeine.newBuilder().weakValues().build();
    private final ParamConverter<Inference> converter = new ParamConverter<>() {
        @Override
        public @Nullable Inference fromString(@Nullable String id) {
            return id == null ? null : rides.getIfPresent(id);
        }

        @Override
        public String toString(Inference inference) {
            return inference.id();
        }
    };

    /** Lets the request's resource method have the ride. */
    void show(Ride ride, ContainerRequestContext context) {
        rides.put(ride.id(), ride.inference());
        context.getHeaders().putSingle(Guarded.RIDE, ride.id());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type generic, Annotation[] annotations) {
        return type == Inference.class ? (ParamConverter<T>) converter : null;
    }
}
