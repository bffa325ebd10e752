package io.faregate.body;

/**
 * The most of something that one request may have. Immutable.
 *
 * @param max the most, zero or more
 * @param preset what a request gets that names none: the maximum unless the policy says less
 */
public record Cap(long max, long preset) {

    /**
     * Checks that zero is at most the preset, and that at most the maximum.
     *
     * @param max the most, zero or more
     * @param preset what a request gets that names none: the maximum unless the policy says less
     */
    public Cap {
        if (preset < 0 || preset > max) {
            throw new IllegalArgumentException("default " + preset + " is not between 0 and max " + max);
        }
    }

    /**
     * A cap whose preset is its maximum.
     *
     * @param max the most, zero or more
     * @return the cap
     */
    public static Cap of(long max) {
        return new Cap(max, max);
    }

    /**
     * The narrower of two: the smaller maximum, the smaller preset.
     *
     * @param other another cap
     * @return a cap that keeps both
     */
    public Cap narrow(Cap other) {
        return new Cap(Math.min(max, other.max), Math.min(Math.min(preset, other.preset), Math.min(max, other.max)));
    }
}
