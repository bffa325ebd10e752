package io.faregate.servlet;

import io.faregate.Inference;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * The request of an admitted ride: whoever goes on after the dispatch is listened to. Its headers are those
 * that go on, its body is the container's.
 */
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

    private boolean goesOn(String header) {
        return ride.ride().goesOn(header);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return goesOn(name) ? super.getHeader(name) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return goesOn(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
    }

    @Override
    public int getIntHeader(String name) {
        return goesOn(name) ? super.getIntHeader(name) : -1;
    }

    @Override
    public final long getDateHeader(String name) {
        return goesOn(name) ? super.getDateHeader(name) : -1;
    }

    @Override
    public @Nullable Enumeration<String> getHeaderNames() {
        Enumeration<String> all = super.getHeaderNames();
        return all == null ? all : new ChosenNames(all, this::goesOn);
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
