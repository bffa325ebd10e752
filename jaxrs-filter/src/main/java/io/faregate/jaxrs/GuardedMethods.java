package io.faregate.jaxrs;

import io.faregate.Faregate;
import io.faregate.policy.Route;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Looks at resource methods when JAX-RS finds them, for the routes that they name and the way they answer. Thread-safe. */
final class GuardedMethods implements DynamicFeature {
    private final Gatekeeper gate;
    private final Set<Route> named = ConcurrentHashMap.newKeySet();

    GuardedMethods(Gatekeeper gate) {
        this.gate = gate;
    }

    /**
     * Whether a path has to wait until its method is found: it is that of a route which some method names, or it may be
     * that of such a method, and no route's.
     */
    boolean areLaterThan(String path) {
        Faregate faregate = gate.faregate();
        if (faregate != null && faregate.policy().refuseUnlisted() && !named.isEmpty()) {
            return true;
        }
        for (Route route : named) {
            if (route.matches(path)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        String route = routeOf(resource);
        if (route != null) {
            named.addAll(routes(route));
            context.register(new MethodGate(gate, route), FaregateFeature.BEHIND_SIGN_IN);
        }
        if (List.of(resource.getResourceMethod().getParameterTypes()).contains(SseEventSink.class)) {
            context.register(new SinkMark());
        }
    }

    private static @Nullable String routeOf(ResourceInfo resource) {
        Guarded method = resource.getResourceMethod().getAnnotation(Guarded.class);
        Guarded said = method == null ? resource.getResourceClass().getAnnotation(Guarded.class) : method;
        return said == null ? null : said.value();
    }

    private Collection<Route> routes(String path) {
        Faregate faregate = gate.faregate();
        if (faregate == null) {
            return List.of();
        }
        List<Route> routes = faregate.policy().routes().stream()
                .filter(route -> route.path().equals(path))
                .toList();
        if (routes.isEmpty()) {
            throw new IllegalStateException("@Guarded(\"" + path + "\"): the policy has no route of this path.");
        }
        return routes;
    }
}
