package io.faregate.control;

import java.util.List;

/** What a console asks of the Faregate that it belongs to. Thread-safe. */
public interface Operable {

    /**
     * How many rides run now.
     *
     * @return the rides
     */
    int runningRides();

    /**
     * Whether a ride could be given a model.
     *
     * @param model its name
     * @return true when it has a price
     */
    boolean isPriced(String model);

    /**
     * Whether the policy has what is meant: a route of this path, or a price for this model.
     *
     * @param target who or what
     * @return true also for users, networks and everything
     */
    boolean isKnown(Target target);

    /**
     * How the accounts of a user stand.
     *
     * @param userId the user
     * @param plan the plan's name; empty for the default plan
     * @return one line for each limit
     */
    List<String> balance(String userId, String plan);

    /**
     * Reads the policy again.
     *
     * @return what became of it, in a sentence
     */
    String reload();
}
