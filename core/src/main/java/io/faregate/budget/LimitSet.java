package io.faregate.budget;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The limits that apply together, as to one route and plan, in the order in which they are held and refused: personal
 * before shared, counts before money, what everybody shares last; pools by their ids, else as given. Limits that are
 * counted by the same dimensions have one owner. Made once, so that a ride only reads. Immutable.
 */
public final class LimitSet {
    static final Comparator<Limit> ORDER = Comparator.comparingInt(Rank::ofRefusal)
            .thenComparing(limit -> limit.per().isEmpty() ? limit.id() : "");

    private final Limit[] limits;
    private final int[] owners;
    private final int[] firsts;
    private final boolean[] pools;
    private final long[] amounts;

    /** Limits of one key have one owner; a pool has no key, and is an owner of its own. */
    private LimitSet(Limit[] limits, IntFunction<@Nullable Object> keys) {
        this.limits = limits;
        this.owners = new int[limits.length];
        this.amounts = new long[limits.length];
        Map<Object, Integer> known = new HashMap<>();
        int[] found = new int[limits.length];
        int count = 0;
        for (int i = 0; i < limits.length; i++) {
            Object key = keys.apply(i);
            Integer owner = key == null ? null : known.putIfAbsent(key, count);
            owners[i] = owner == null ? count : owner;
            if (owner == null) {
                found[count++] = i;
            }
            amounts[i] = limits[i].amount();
        }
        this.firsts = Arrays.copyOf(found, count);
        this.pools = new boolean[count];
        for (int owner = 0; owner < count; owner++) {
            pools[owner] = per(owner).isEmpty();
        }
    }

    /**
     * Puts limits in their order.
     *
     * @param limits the limits; one that is given twice is charged twice
     * @return the limits
     */
    public static LimitSet of(Collection<Limit> limits) {
        Limit[] sorted = limits.stream().sorted(ORDER).toArray(Limit[]::new);
        return new LimitSet(sorted, i -> sorted[i].per().isEmpty() ? null : sorted[i].per());
    }

    /** The limits of charges that are in their order, whatever the subjects. */
    static LimitSet ofCharges(List<Charge> sorted) {
        return new LimitSet(sorted.stream().map(Charge::limit).toArray(Limit[]::new), i -> {
            Subject subject = sorted.get(i).subject();
            return subject.isAll() ? null : subject;
        });
    }

    /**
     * How many there are.
     *
     * @return the count
     */
    public int size() {
        return limits.length;
    }

    /**
     * One of them.
     *
     * @param i its place, from zero
     * @return the limit
     */
    public Limit get(int i) {
        return limits[i];
    }

    /** How many owners the limits have at most. */
    int owners() {
        return firsts.length;
    }

    /** Which owner's account a limit counts in. */
    int owner(int i) {
        return owners[i];
    }

    /** The first place of an owner's limits. */
    int first(int owner) {
        return firsts[owner];
    }

    /** Whether an owner is everybody of a place. */
    boolean isPool(int owner) {
        return pools[owner];
    }

    /** What an owner is counted by. */
    Set<Dimension> per(int owner) {
        return limits[firsts[owner]].per();
    }

    /** The amounts of the policy, not to be changed. */
    long[] amounts() {
        return amounts;
    }

    @Override
    public String toString() {
        return Arrays.toString(limits);
    }
}
