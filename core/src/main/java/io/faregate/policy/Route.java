package io.faregate.policy;

import io.faregate.body.Caps;
import io.faregate.body.Dialect;
import io.faregate.budget.Limit;
import io.faregate.budget.Mode;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A guarded path with its policy. Immutable.
 *
 * @param rule its place in the policy, as {@code routes[1]}
 * @param path an exact path, one with variables as {@code /threads/{id}/chat}, or a prefix that ends in {@code /*}
 * @param methods the methods it takes; empty for GET, POST, PUT, PATCH and DELETE
 * @param dialect how its bodies are read and its refusals said
 * @param require who may use it
 * @param caps the most of one request
 * @param limits the most in a window, of this route alone
 * @param model which model its rides get
 * @param tools which tools its agents may call
 * @param messages what a client may send beside its user's own messages
 * @param mode what its rules do
 */
public record Route(
        String rule,
        String path,
        Set<String> methods,
        Dialect dialect,
        Access require,
        Caps caps,
        List<Limit> limits,
        ModelPolicy model,
        ToolPolicy tools,
        MessagePolicy messages,
        Mode mode) {

    /**
     * Checks the path and copies the lists.
     *
     * @param rule its place in the policy, as {@code routes[1]}
     * @param path an exact path, one with variables as {@code /threads/{id}/chat}, or a prefix that ends in {@code /*}
     * @param methods the methods it takes; empty for GET, POST, PUT, PATCH and DELETE
     * @param dialect how its bodies are read and its refusals said
     * @param require who may use it
     * @param caps the most of one request
     * @param limits the most in a window, of this route alone
     * @param model which model its rides get
     * @param tools which tools its agents may call
     * @param messages what a client may send beside its user's own messages
     * @param mode what its rules do
     */
    public Route {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(require, "require");
        Objects.requireNonNull(caps, "caps");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(tools, "tools");
        Objects.requireNonNull(messages, "messages");
        Objects.requireNonNull(mode, "mode");
        methods = Set.copyOf(methods);
        limits = List.copyOf(limits);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with a slash, not " + path);
        }
    }

    /**
     * The paths that it guards.
     *
     * @return its path, to compare others with
     */
    public PathPattern pattern() {
        return new PathPattern(path);
    }

    /**
     * Whether a path is this route's.
     *
     * @param decoded the path as the container decoded it
     * @return true when the route guards it
     */
    public boolean matches(String decoded) {
        return pattern().matches(decoded);
    }
}
