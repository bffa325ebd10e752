package io.faregate.budget;

import io.faregate.budget.Held.Denied;
import io.faregate.budget.Reservation.State;
import io.faregate.ride.Ticker;
import io.faregate.test.MovedTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A store with a moved clock, and short words for limits and charges. */
abstract class BudgetStoreFixture {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final Window DAY = new Window.Calendar(Window.Period.DAY);
    static final Window MINUTE = new Window.Calendar(Window.Period.MINUTE);
    static final Window NOW = new Window.Now();

    /** A quiet Tuesday, eleven in the morning in Berlin. */
    MovedTicker clock = new MovedTicker(Instant.parse("2026-06-02T09:00:00Z"));

    BudgetStore store = open(clock, BERLIN);

    /** A new, empty store. */
    abstract BudgetStore open(Ticker ticker, ZoneId zone);

    static Window rolling(Duration length) {
        return new Window.Rolling(length);
    }

    static Limit limit(String id, Measure measure, long amount, Window window, Dimension... per) {
        Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
        dimensions.addAll(List.of(per));
        return new Limit(id, "limits." + id, measure, dimensions, amount, window, Mode.ENFORCE, false);
    }

    /** Money per user. */
    static Limit money(long amount, Window window) {
        return limit("money", Measure.COST, amount, window, Dimension.USER);
    }

    static Limit observed(Limit limit) {
        return as(limit, Mode.OBSERVE, limit.carryDebt());
    }

    static Limit carrying(Limit limit) {
        return as(limit, limit.mode(), true);
    }

    private static Limit as(Limit limit, Mode mode, boolean carryDebt) {
        return new Limit(
                limit.id(),
                limit.rule(),
                limit.measure(),
                limit.per(),
                limit.amount(),
                limit.window(),
                mode,
                carryDebt);
    }

    static Charge charge(Limit limit, String subject, long hold) {
        return new Charge(limit, Subjects.of(subject), limit.amount(), hold);
    }

    static Charge alice(Limit limit, long hold) {
        return charge(limit, "user:alice", hold);
    }

    /** A charge of alice's whose amount is not the limit's own. */
    static Charge alice(Limit limit, long amount, long hold) {
        return new Charge(limit, Subjects.of("user:alice"), amount, hold);
    }

    Held reserve(List<Charge> charges) {
        return store.reserve(Charges.of(charges));
    }

    Reservation hold(Charge... charges) {
        return reserved(reserve(List.of(charges)));
    }

    Denied refuse(Charge... charges) {
        return denied(reserve(List.of(charges)));
    }

    static Reservation reserved(Held held) {
        if (held instanceof Reservation reserved) {
            return reserved;
        }
        throw new AssertionError("not held: " + held);
    }

    static Denied denied(Held held) {
        if (held instanceof Denied denied) {
            return denied;
        }
        throw new AssertionError("held: " + held);
    }

    boolean settle(Reservation reservation, long used) {
        return store.settle(reservation, State.SETTLED, charge -> used);
    }

    /** Holds and uses at once. */
    void spend(Charge charge, long used) {
        settle(hold(charge), used);
    }

    long heldOf(Charge charge) {
        return store.balance(charge).held();
    }

    long spentOf(Charge charge) {
        return store.balance(charge).spent();
    }

    long freeOf(Charge charge) {
        return store.balance(charge).free();
    }

    static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }
}
