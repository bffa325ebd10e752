package io.faregate.budget;

/** The one order of limits: personal before shared, counts before money, what everybody shares last. */
final class Rank {
    private Rank() {}

    /** How many share a limit's accounts. */
    private static int of(Limit limit) {
        if (limit.per().isEmpty()) {
            return 4;
        }
        if (limit.per().contains(Dimension.USER)) {
            return 0;
        }
        if (limit.per().contains(Dimension.IP)) {
            return 1;
        }
        return limit.per().contains(Dimension.SUBNET) ? 2 : 3;
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
