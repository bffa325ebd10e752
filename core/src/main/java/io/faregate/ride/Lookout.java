package io.faregate.ride;

/** Looks after a ride while it runs: whether there is still a client to run it for. */
@FunctionalInterface
public interface Lookout {

    /** One that looks after nothing. */
    Lookout NONE = ticker -> {};

    /**
     * Looks, about ten times a second, on the one thread that does all that is timed: it must neither wait nor write.
     *
     * @param ticker the clock of the gate
     */
    void look(Ticker ticker);
}
