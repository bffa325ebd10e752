package io.faregate.control;

import java.util.Objects;

/**
 * How much worse a downgraded ride is served, from the next one on. Immutable.
 *
 * <pre>{@code
 * Restriction.NONE.model("gpt-5-nano").output(50).noTools()
 * }</pre>
 *
 * @param model the model that each ride gets, unless its own is cheaper; empty for its own
 * @param outputPercent the share of the output cap that is left, from 1 to 100
 * @param toolsOff whether no tool may be called
 */
public record Restriction(String model, int outputPercent, boolean toolsOff) implements Effect {

    /** Served as the policy says. */
    public static final Restriction NONE = new Restriction("", 100, false);

    /**
     * Checks the share.
     *
     * @param model the model that each ride gets, unless its own is cheaper; empty for its own
     * @param outputPercent the share of the output cap that is left, from 1 to 100
     * @param toolsOff whether no tool may be called
     */
    public Restriction {
        Objects.requireNonNull(model, "model");
        if (outputPercent < 1 || outputPercent > 100) {
            throw new IllegalArgumentException("output of " + outputPercent + "%, not from 1% to 100%");
        }
    }

    /**
     * The same with a model.
     *
     * @param name the model that each ride gets, unless its own is cheaper
     * @return the restriction
     */
    public Restriction model(String name) {
        return new Restriction(name, outputPercent, toolsOff);
    }

    /**
     * The same with less output.
     *
     * @param percent the share of the output cap that is left, from 1 to 100
     * @return the restriction
     */
    public Restriction output(int percent) {
        return new Restriction(model, percent, toolsOff);
    }

    /**
     * The same without tools.
     *
     * @return the restriction
     */
    public Restriction noTools() {
        return new Restriction(model, outputPercent, true);
    }

    /**
     * Both: the smaller share, tools only where both leave them, and this one's model before the other's.
     *
     * @param other another restriction
     * @return the restriction that keeps both
     */
    public Restriction and(Restriction other) {
        if (equals(NONE) || other.equals(NONE)) {
            return equals(NONE) ? other : this;
        }
        return new Restriction(
                model.isEmpty() ? other.model : model,
                Math.min(outputPercent, other.outputPercent),
                toolsOff || other.toolsOff);
    }

    /**
     * The output cap that is left.
     *
     * @param tokens the cap without the restriction
     * @return its share, at least one token unless there was none
     */
    public long outputOf(long tokens) {
        long share = tokens / 100 * outputPercent + tokens % 100 * outputPercent / 100;
        return tokens == 0 ? 0 : Math.max(1, share);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("downgrade");
        text.append(model.isEmpty() ? "" : " to " + model);
        text.append(outputPercent == 100 ? "" : ", " + outputPercent + "% of the output");
        return text.append(toolsOff ? ", no tools" : "").toString();
    }
}
