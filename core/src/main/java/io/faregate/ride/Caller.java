package io.faregate.ride;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the application or the container says; nothing of it comes from the body. Immutable.
 *
 * @param userId the normalised user id that keys limits, or null for an anonymous caller
 * @param principal the user id as the application said it, for the record; null for an anonymous caller
 * @param plan the plan's name, or null when none is known
 * @param network the caller's network, as {@code 192.0.2.1} or {@code 2001:db8::/64}
 * @param attributes what else the application says of the caller, as {@code tenant}
 */
public record Caller(
        @Nullable String userId,
        @Nullable String principal,
        @Nullable String plan,
        String network,
        Map<String, String> attributes) {

    /**
     * Copies the attributes.
     *
     * @param userId the normalised user id that keys limits, or null for an anonymous caller
     * @param principal the user id as the application said it, for the record; null for an anonymous caller
     * @param plan the plan's name, or null when none is known
     * @param network the caller's network, as {@code 192.0.2.1} or {@code 2001:db8::/64}
     * @param attributes what else the application says of the caller, as {@code tenant}
     */
    public Caller {
        Objects.requireNonNull(network, "network");
        attributes = Map.copyOf(attributes);
    }

    /**
     * The wider network that the caller's is part of, for limits on those who have many addresses.
     *
     * @return the 256 addresses around an IPv4 address, as {@code 192.0.2.0/24}; the first 48 bits of an IPv6 network,
     *     as {@code 2001:db8::/48}; any other text as it is
     */
    public String subnet() {
        return Subnet.of(network);
    }

    /**
     * The user id, when the caller has one.
     *
     * @return the id, or empty for an anonymous caller
     */
    public Optional<String> user() {
        return Optional.ofNullable(userId);
    }
}
