package io.faregate.control;

import io.faregate.cost.DatedName;
import io.faregate.ride.Caller;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Who or what an override is for. Immutable.
 *
 * @param kind what is meant
 * @param value its name, as rides have it; empty for everything
 */
public record Target(Kind kind, String value) {
    private static final int LONGEST = 1_024;

    /** What may be meant. */
    public enum Kind {
        /** A user, by the normalised id that {@link Caller#userId()} has. */
        USER,
        /** The callers without a user id of a network. */
        ANONYMOUS,
        /** All callers of a network: an IPv4 address, or an IPv6 network of 64 bits. */
        NETWORK,
        /** A route, by its path as the policy writes it. */
        ROUTE,
        /** A model, by the name that a ride is given. */
        MODEL,
        /** All rides. */
        EVERYTHING;

        /**
         * The name that operators use, as {@code user}.
         *
         * @return the name in lower case
         */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks that both are there.
     *
     * @param kind what is meant
     * @param value its name, as rides have it; empty for everything
     */
    public Target {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(value, "value");
    }

    /** The target as it is, if it is one that a person may mean. */
    Target checked() {
        if (value.isBlank() != (kind == Kind.EVERYTHING)) {
            throw new IllegalArgumentException(
                    kind == Kind.EVERYTHING ? "everything has no name, as " + this : "which " + kind.key() + "?");
        }
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no " + kind.key() + " has such a name: it has " + value.length()
                    + " characters, or control characters among them");
        }
        return this;
    }

    /**
     * One user.
     *
     * @param id the user id
     * @return the target
     */
    public static Target user(String id) {
        return new Target(Kind.USER, id);
    }

    /**
     * The callers without a user id of one network.
     *
     * @param network an IPv4 address or an IPv6 network of 64 bits
     * @return the target
     */
    public static Target anonymous(String network) {
        return new Target(Kind.ANONYMOUS, network);
    }

    /**
     * All callers of one network.
     *
     * @param network an IPv4 address or an IPv6 network of 64 bits
     * @return the target
     */
    public static Target network(String network) {
        return new Target(Kind.NETWORK, network);
    }

    /**
     * One route.
     *
     * @param path its path, as the policy writes it
     * @return the target
     */
    public static Target route(String path) {
        return new Target(Kind.ROUTE, path);
    }

    /**
     * One model, with all its snapshots: a name that ends in a date is the name before it, too.
     *
     * @param name its exact name
     * @return the target
     */
    public static Target model(String name) {
        return new Target(Kind.MODEL, name);
    }

    /**
     * All rides.
     *
     * @return the target
     */
    public static Target everything() {
        return new Target(Kind.EVERYTHING, "");
    }

    /**
     * The target that an operator names.
     *
     * @param kind as {@code user}, in any case
     * @param value its name; not looked at for everything
     * @return the target
     * @throws IllegalArgumentException when there is no such kind, or no value
     */
    public static Target of(String kind, String value) {
        for (Kind each : Kind.values()) {
            if (each.key().equalsIgnoreCase(kind.strip())) {
                return new Target(each, each == Kind.EVERYTHING ? "" : value.strip()).checked();
            }
        }
        throw new IllegalArgumentException("no kind of target: " + kind + "; there are "
                + Arrays.stream(Kind.values()).map(Kind::key).toList());
    }

    /**
     * Whether a ride is meant.
     *
     * @param caller who asked for it
     * @param route its route's path
     * @param model the model it was given; empty for none
     * @return true when the override counts for it
     */
    public boolean matches(Caller caller, String route, String model) {
        return switch (kind) {
            case USER -> value.equals(caller.userId());
            case ANONYMOUS -> caller.userId() == null && value.equals(caller.network());
            case NETWORK -> value.equals(caller.network());
            case ROUTE -> value.equals(route);
            case MODEL ->
                value.equals(model)
                        || DatedName.undated(model).filter(value::equals).isPresent();
            case EVERYTHING -> true;
        };
    }

    @Override
    public String toString() {
        return value.isEmpty() ? kind.key() : kind.key() + " " + RuntimeOverride.line(value);
    }
}
