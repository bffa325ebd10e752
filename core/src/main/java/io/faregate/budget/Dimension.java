package io.faregate.budget;

import java.util.Locale;

/** What a limit is counted by. */
public enum Dimension {
    /** The user; a caller without a user id is counted by network. */
    USER,
    /** The client's network. */
    IP,
    /** The wider network that the client's is part of: 256 addresses of IPv4, 48 bits of IPv6. */
    SUBNET,
    /** The plan. */
    PLAN,
    /** The route. */
    ROUTE,
    /** The model given. */
    MODEL;

    /**
     * The name in policies, as {@code user}.
     *
     * @return the name in lower case
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
