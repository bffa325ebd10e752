package io.faregate.budget;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose account it is: of one user, network, plan, route or model, of several of these together, or of all. The name is
 * kept as the caller has it, not put together with its kind, so that a look-up builds no text. Immutable.
 *
 * @param kind what the name is of; names of different kinds never meet
 * @param name the name, none of which comes from a body; empty for all
 */
public record Subject(Kind kind, String name) {

    /** The subject of a pool. */
    public static final Subject ALL = new Subject(Kind.ALL, "");

    /** What a name is of, in the order in which accounts are locked: what many share last, and so for the least time. */
    public enum Kind {
        /** A user id. */
        USER,
        /** Several of these, each with its length before it. */
        SEVERAL,
        /** A network. */
        IP,
        /** A wider network. */
        SUBNET,
        /** A plan. */
        PLAN,
        /** A route's path. */
        ROUTE,
        /** A model. */
        MODEL,
        /** Everybody of a place. */
        ALL
    }

    /**
     * Checks that nothing is null.
     *
     * @param kind what the name is of; names of different kinds never meet
     * @param name the name, none of which comes from a body; empty for all
     */
    public Subject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /** Whether it is the subject of a pool. */
    boolean isAll() {
        return kind == Kind.ALL;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Subject subject && kind == subject.kind && name.equals(subject.name));
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.name().hashCode();
    }
}
