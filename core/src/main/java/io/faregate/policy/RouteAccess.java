package io.faregate.policy;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has been said of which requests a route takes, and whose. Not thread-safe. */
final class RouteAccess {
    private @Nullable Set<String> methods;
    private @Nullable Boolean user;
    private @Nullable Set<String> plans;

    void methods(Set<String> names) {
        methods = Once.set(methods, names, "methods");
    }

    void anyone() {
        user = Once.set(user, false, "who may use the route");
    }

    void plans(Set<String> names) {
        plans = Once.set(plans, names, "plans");
    }

    Set<String> methods() {
        return methods == null ? Set.of() : methods;
    }

    Access access() {
        return new Access(user == null || user, plans == null ? Set.of() : plans);
    }

    /** What its limits count in: two routes of one path have different methods, and accounts of their own. */
    String scope(String path) {
        return "route:" + (methods == null ? "" : String.join(",", new TreeSet<>(methods)) + " ") + path;
    }
}
