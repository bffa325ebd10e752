package io.faregate.policy;

import java.util.Set;

/**
 * Who may use a route. Immutable.
 *
 * @param user whether a user id is needed
 * @param plans the plans that reach the route; empty for all
 */
public record Access(boolean user, Set<String> plans) {

    /** A known user of any plan: what holds unless the policy says otherwise. */
    public static final Access USER = new Access(true, Set.of());
    /** Everybody, with a name or not. */
    public static final Access ANYONE = new Access(false, Set.of());

    /**
     * Copies the set.
     *
     * @param user whether a user id is needed
     * @param plans the plans that reach the route; empty for all
     */
    public Access {
        plans = Set.copyOf(plans);
    }
}
