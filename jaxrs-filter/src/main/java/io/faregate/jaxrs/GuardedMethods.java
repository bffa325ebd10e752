package io.faregate.jaxrs;

import io.faregate.Faregate;
import io.faregate.policy.Route;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The routes that resource methods name; most are known when the application starts. Thread-safe. */
final class GuardedMethods implements DynamicFeature {
    private final @Nullable Faregate faregate;
    private final Map<String, List<Route>> named = new ConcurrentHashMap<>();

    GuardedMethods(@Nullable Faregate faregate) {
        this.faregate = faregate;
    }

    /** So that a name which the policy does not have stops the start. */
    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        routeOf(resource);
    }

    /** The path of the route that a method names, or its class; null for none. */
    @Nullable
    String routeOf(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        Guarded said = method == null ? null : method.getAnnotation(Guarded.class);
        if (said == null && resource.getResourceClass() != null) {
            said = resource.getResourceClass().getAnnotation(Guarded.class);
        }
        if (said == null) {
            return null;
        }
        named.computeIfAbsent(said.value(), this::routes);
        return said.value();
    }

    private List<Route> routes(String path) {
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

    /**
     * Whether a path has to wait until its method is found: it is that of a route which some method names, or it may be
     * that of such a method, and no route's.
     */
    boolean areLaterThan(String path) {
        if (named.isEmpty()) {
            return false;
        }
        if (faregate != null && faregate.policy().refuseUnlisted()) {
            return true;
        }
        for (List<Route> routes : named.values()) {
            for (Route route : routes) {
                if (route.matches(path)) {
                    return true;
                }
            }
        }
        return false;
    }
}
