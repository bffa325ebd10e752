package io.faregate.budget;

/** The one order of limits: personal before shared, counts before money, what everybody shares last. */
final class Rank {
    static final int PERSONAL = 0;
    static final int NETWORK = 1;
    static final int SUBNET = 2;
    static final int SHARES = 3;
    static final int PLACE = 4;
    static final int POOL = 5;

    private Rank() {}

    /** How many share a limit's accounts. */
    static int of(Limit limit) {
        if (limit.per().isEmpty()) {
            return POOL;
        }
        if (limit.per().contains(Dimension.USER)) {
            return PERSONAL;
        }
        if (limit.per().contains(Dimension.IP)) {
            return NETWORK;
        }
        return limit.per().contains(Dimension.SUBNET) ? SUBNET : PLACE;
    }

    /** Which refusal is said when several charges do not fit: the lowest. */
    static int ofRefusal(Limit limit) {
        return of(limit) * 3 + kind(limit.measure());
    }

    private static int kind(Measure measure) {
        if (measure.equals(Measure.COST)) {
            return 2;
        }
        return measure.equals(Measure.REQUESTS) || measure.equals(Measure.CONCURRENT) ? 0 : 1;
    }
}
