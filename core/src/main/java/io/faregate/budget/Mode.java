package io.faregate.budget;

/** What a rule does. */
public enum Mode {
    /** Refuses. */
    ENFORCE,
    /** Counts and records what it would have refused. */
    OBSERVE,
    /** Nothing. */
    OFF
}
