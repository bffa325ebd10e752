package io.faregate.control;

/**
 * The operator's console: the kill switch, running rides and balances, for JConsole or any other JMX client. Its object
 * name is {@code io.faregate:type=Faregate,name=...}. A kind of target is {@code user}, {@code anonymous},
 * {@code network}, {@code route}, {@code model} or {@code everything}. What can not be done throws an
 * {@link IllegalArgumentException} or {@link IllegalStateException} that says why. Thread-safe.
 */
public interface FaregateMXBean {

    /**
     * How many rides run now.
     *
     * @return the rides of this Faregate
     */
    int getRunningRides();

    /**
     * What counts now beside the policy.
     *
     * @return one line for each override
     */
    String[] getOverrides();

    /**
     * Refuses all rides of a target, and cancels those that run.
     *
     * @param kind the kind of target
     * @param value its name; nothing for everything
     * @param reason why
     * @param minutes for how long; 0 until it is lifted
     * @return what was done
     */
    String block(String kind, String value, String reason, int minutes);

    /**
     * Gives the next rides of a target a cheaper model.
     *
     * @param kind the kind of target
     * @param value its name; nothing for everything
     * @param model the model that each ride gets, unless its own is cheaper
     * @param reason why
     * @param minutes for how long; 0 until it is lifted
     * @return what was done
     */
    String downgrade(String kind, String value, String model, String reason, int minutes);

    /**
     * Ends all overrides of a target, those of suspicion included.
     *
     * @param kind the kind of target
     * @param value its name; nothing for everything
     * @return what was done
     */
    String lift(String kind, String value);

    /**
     * How the accounts of a user stand.
     *
     * @param userId the user
     * @param plan the user's plan; nothing for the default plan
     * @return one line for each limit
     */
    String[] balance(String userId, String plan);

    /**
     * Reads the policy again.
     *
     * @return what became of it
     */
    String reload();
}
