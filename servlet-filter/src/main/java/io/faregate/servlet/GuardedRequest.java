package io.faregate.servlet;

import io.faregate.Inference;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/** The request of an admitted ride: whoever goes on after the dispatch is listened to. Its body is the container's. */
class GuardedRequest extends HttpServletRequestWrapper {
    private final ServletRide ride;

    GuardedRequest(HttpServletRequest request, ServletRide ride) {
        super(request);
        this.ride = ride;
    }

    final ServletRide ride() {
        return ride;
    }

    /** A thread that outlives its request would find the next one's ride in the container's recycled object. */
    @Override
    public @Nullable Object getAttribute(String name) {
        return name.equals(Inference.ATTRIBUTE) ? ride.ride().inference() : super.getAttribute(name);
    }

    /** The container would hand out its own pair, around meter and body. */
    @Override
    public final AsyncContext startAsync() {
        return startAsync(this, ride.response());
    }

    @Override
    public final AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return ride.async().started(super.startAsync(request, response));
    }

    @Override
    public final AsyncContext getAsyncContext() {
        return ride.async().of(super.getAsyncContext());
    }
}
