package io.faregate.budget;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What was taken from which limits; ends exactly once. Thread-safe. A store extends it by what it must remember to
 * settle in the same accounts.
 */
public abstract non-sealed class Reservation implements Held {
    private static final VarHandle STATE = handle();

    private final Charges charges;
    private volatile State state = State.OPEN;

    /**
     * An open reservation.
     *
     * @param charges what is held
     */
    protected Reservation(Charges charges) {
        this.charges = charges;
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Reservation.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * What was held when the ride was let in.
     *
     * @return the charges
     */
    public Charges charges() {
        return charges;
    }

    /**
     * What would have refused it, were it not only observed.
     *
     * @return the first charge in mode observe that did not fit, when it was let in or in mid-ride, or null
     */
    public abstract @Nullable Charge wouldRefuse();

    /**
     * Where it is in its life.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /**
     * Decides who ends it.
     *
     * @param from the state it must be in
     * @param to the state it gets
     * @return true for the one caller that made the change
     */
    protected boolean move(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** The life of a reservation. */
    public enum State {
        /** The ride runs. */
        OPEN,
        /** What was used is booked. */
        SETTLED,
        /** The ride used nothing: all is given back but its requests. */
        RELEASED,
        /** Nobody ended it in time: booked as held. */
        EXPIRED,
        /** Expired, then settled late: the difference is booked. */
        ADJUSTED
    }
}
