package io.faregate.body;

/** Sums and products of counts, none negative, that end at {@link Long#MAX_VALUE}: no amount wraps around to a small one. */
final class Saturated {
    private Saturated() {}

    static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    static long times(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    /** How many parts of a size hold the whole. */
    static long parts(long whole, long size) {
        return whole / size + (whole % size == 0 ? 0 : 1);
    }
}
