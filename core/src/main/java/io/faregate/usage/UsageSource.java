package io.faregate.usage;

import java.util.Locale;

/** Where the usage of a ride comes from, best first. A ride of several calls has the weakest of theirs. */
public enum UsageSource {
    /** Nothing was used: the ride was refused or ended before it called a model. */
    NONE,
    /** The provider reported it. */
    PROVIDER,
    /** The application recorded it. */
    APP,
    /** Counted from what was delivered, with the estimate of the prompt. */
    DELIVERED,
    /** Nobody knows: what was held is charged. */
    HOLD;

    /**
     * The name in records, as {@code provider}.
     *
     * @return the name in lower case
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The weaker of two.
     *
     * @param other another source
     * @return the one further from what the provider knows
     */
    public UsageSource weaker(UsageSource other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
