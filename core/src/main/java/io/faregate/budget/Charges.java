package io.faregate.budget;

import java.util.AbstractList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What one ride is charged: each limit of a set, in whose account, the most for this caller and how much to hold. What
 * is said of a charge later, as how much of it was used, is said by its place. Immutable.
 */
public final class Charges {
    private final LimitSet limits;
    private final Subject[] owners;
    private final long[] amounts;
    private final long[] holds;

    private Charges(LimitSet limits, Subject[] owners, long[] amounts, long[] holds) {
        this.limits = limits;
        this.owners = owners;
        this.amounts = amounts;
        this.holds = holds;
    }

    /**
     * The charges of one ride, with the limits' own amounts.
     *
     * @param limits what counts
     * @param owners whose account is meant by some dimensions; never asked for none
     * @param holds how much to hold, in the measure's unit
     * @return the charges
     * @throws IllegalArgumentException when a hold is negative
     */
    public static Charges of(LimitSet limits, Function<Set<Dimension>, Subject> owners, ToLongFunction<Limit> holds) {
        Subject[] subjects = new Subject[limits.owners()];
        for (int i = 0; i < subjects.length; i++) {
            subjects[i] = limits.isPool(i) ? Subject.ALL : owners.apply(limits.per(i));
        }
        long[] held = new long[limits.size()];
        for (int i = 0; i < held.length; i++) {
            held[i] = Charge.notNegative(holds.applyAsLong(limits.get(i)));
        }
        return new Charges(limits, subjects, limits.amounts(), held);
    }

    /**
     * The same with amounts of this caller's own.
     *
     * @param most how much of a limit the caller has
     * @return charges with these amounts
     * @throws IllegalArgumentException when an amount is negative
     */
    public Charges withAmounts(ToLongFunction<Limit> most) {
        long[] own = new long[holds.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = Charge.notNegative(most.applyAsLong(limits.get(i)));
        }
        return new Charges(limits, owners, own, holds);
    }

    /**
     * Charges that were put together one by one.
     *
     * @param charges the charges, in any order; two of one account are both held in it
     * @return the same in the order in which they are held
     */
    public static Charges of(List<Charge> charges) {
        List<Charge> sorted = charges.stream()
                .sorted(Comparator.comparing(Charge::limit, LimitSet.ORDER))
                .toList();
        LimitSet limits = LimitSet.ofCharges(sorted);
        Subject[] owners = new Subject[limits.owners()];
        for (int i = 0; i < owners.length; i++) {
            owners[i] = sorted.get(limits.first(i)).subject();
        }
        long[] amounts = sorted.stream().mapToLong(Charge::amount).toArray();
        return new Charges(
                limits, owners, amounts, sorted.stream().mapToLong(Charge::hold).toArray());
    }

    /**
     * What is charged.
     *
     * @return the limits in the order in which they are held
     */
    public LimitSet limits() {
        return limits;
    }

    /**
     * How many charges there are.
     *
     * @return the count
     */
    public int size() {
        return holds.length;
    }

    /**
     * One charge.
     *
     * @param i its place, from zero
     * @return the limit, subject, amount and hold
     */
    public Charge get(int i) {
        return new Charge(limits.get(i), subject(i), amounts[i], holds[i]);
    }

    /**
     * All charges.
     *
     * @return a view, each made when it is asked for
     */
    public List<Charge> list() {
        return new AbstractList<>() {
            @Override
            public Charge get(int i) {
                return Charges.this.get(i);
            }

            @Override
            public int size() {
                return holds.length;
            }
        };
    }

    /**
     * How much to hold of one charge.
     *
     * @param i its place, from zero
     * @return the hold, in the measure's unit
     */
    public long hold(int i) {
        return holds[i];
    }

    Subject subject(int i) {
        return owners[limits.owner(i)];
    }

    long amount(int i) {
        return amounts[i];
    }

    /** What to hold of each, not to be changed. */
    long[] holds() {
        return holds;
    }

    @Override
    public String toString() {
        return list().toString();
    }
}
