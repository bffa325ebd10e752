package io.faregate.cost;

import java.util.Arrays;

/**
 * How many of each {@link Unit}: a fixed vector of counts, none negative; and of the output how much was reasoning, which
 * costs nothing beside it. Immutable. Sums saturate at {@link Long#MAX_VALUE}: a count that large is refused by every limit
 * and price.
 */
public final class Usage {
    /** Where reasoning is counted: behind all units, as it is a part of one. */
    private static final int REASONING = Unit.values().length;

    /** Nothing of anything. */
    public static final Usage NONE = new Usage(new long[REASONING + 1]);

    private final long[] counts;

    private Usage(long[] counts) {
        this.counts = counts;
    }

    /**
     * Tokens in and out, the usual usage of one model call.
     *
     * @param inputTokens prompt tokens that no cache served
     * @param outputTokens tokens the model wrote
     * @return the usage
     */
    public static Usage of(long inputTokens, long outputTokens) {
        long[] counts = new long[NONE.counts.length];
        counts[Unit.INPUT_TOKENS.index()] = checked(Unit.INPUT_TOKENS.key(), inputTokens);
        counts[Unit.OUTPUT_TOKENS.index()] = checked(Unit.OUTPUT_TOKENS.key(), outputTokens);
        return new Usage(counts);
    }

    /**
     * The count of a unit.
     *
     * @param unit the unit
     * @return how many, zero or more
     */
    public long get(Unit unit) {
        return counts[unit.index()];
    }

    /**
     * The same with another count of one unit.
     *
     * @param unit the unit
     * @param count how many
     * @return the usage, this one when that is its count
     * @throws IllegalArgumentException when the count is negative
     */
    public Usage with(Unit unit, long count) {
        return with(unit.index(), unit.key(), count);
    }

    private Usage with(int index, String what, long count) {
        if (checked(what, count) == counts[index]) {
            return this;
        }
        long[] copy = counts.clone();
        copy[index] = count;
        return new Usage(copy);
    }

    private static long checked(String what, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(what + " can not be " + count);
        }
        return count;
    }

    /**
     * How many of the output tokens were reasoning, as far as the provider said so.
     *
     * @return the count, zero or more, which is in the count of output tokens too
     */
    public long reasoningTokens() {
        return counts[REASONING];
    }

    /**
     * The same with another count of reasoning, which changes no other count.
     *
     * @param count how many of the output tokens were reasoning
     * @return the usage, this one when that is its count
     * @throws IllegalArgumentException when the count is negative
     */
    public Usage withReasoningTokens(long count) {
        return with(REASONING, "reasoning-tokens", count);
    }

    /**
     * The sum, unit by unit.
     *
     * @param other what is added
     * @return a new usage
     */
    public Usage plus(Usage other) {
        long[] sum = new long[counts.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = saturate(counts[i] + other.counts[i]);
        }
        return new Usage(sum);
    }

    /**
     * What is left when another usage is taken away, never below zero.
     *
     * @param other what is taken away
     * @return a new usage
     */
    public Usage minus(Usage other) {
        long[] rest = new long[counts.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = Math.max(0, counts[i] - other.counts[i]);
        }
        return new Usage(rest);
    }

    /**
     * An equal share, rounded up unit by unit.
     *
     * @param parts how many shares make the whole, one or more
     * @return a new usage
     * @throws IllegalArgumentException when there are no parts
     */
    public Usage share(long parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("a share of " + parts + " parts");
        }
        long[] share = new long[counts.length];
        for (int i = 0; i < share.length; i++) {
            share[i] = counts[i] / parts + (counts[i] % parts == 0 ? 0 : 1);
        }
        return new Usage(share);
    }

    /**
     * All tokens, of every kind, in and out.
     *
     * @return the sum
     */
    public long tokens() {
        return sum(true, true);
    }

    /**
     * All prompt tokens, cached and not.
     *
     * @return the sum
     */
    public long promptTokens() {
        return sum(true, false);
    }

    /** The same with all of some units counted as one of them. */
    Usage moved(Unit[] from, Unit to) {
        long moved = 0;
        for (Unit unit : from) {
            moved = saturate(moved + (unit == to ? 0 : counts[unit.index()]));
        }
        if (moved == 0) {
            return this;
        }
        long[] changed = counts.clone();
        for (Unit unit : from) {
            if (unit != to) {
                changed[unit.index()] = 0;
            }
        }
        changed[to.index()] = saturate(changed[to.index()] + moved);
        return new Usage(changed);
    }

    private long sum(boolean in, boolean out) {
        long total = 0;
        for (Unit unit : TOKENS) {
            boolean written = unit == Unit.OUTPUT_TOKENS || unit == Unit.AUDIO_OUTPUT_TOKENS;
            if (written ? out : in) {
                total = saturate(total + get(unit));
            }
        }
        return total;
    }

    private static final Unit[] TOKENS =
            Arrays.stream(Unit.values()).filter(Unit::isTokens).toArray(Unit[]::new);

    private static long saturate(long sum) {
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Usage usage && Arrays.equals(counts, usage.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Usage[");
        for (Unit unit : Unit.values()) {
            if (get(unit) != 0) {
                text.append(text.length() > 6 ? ", " : "")
                        .append(unit.key())
                        .append('=')
                        .append(get(unit));
            }
        }
        if (reasoningTokens() != 0) {
            text.append(", of which reasoning=").append(reasoningTokens());
        }
        return text.append(']').toString();
    }
}
