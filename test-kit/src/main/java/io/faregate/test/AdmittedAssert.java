package io.faregate.test;

import io.faregate.Inference;
import io.faregate.Ride;
import io.faregate.cost.Money;
import io.faregate.ride.Caller;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageRecord.ModelChoice;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What a request was given that was let in. Each assertion gives this again, so that they chain. Not thread-safe. */
public final class AdmittedAssert {
    private final String request;
    private final Ride ride;
    private final Supplier<UsageRecord> record;

    AdmittedAssert(String request, Ride ride, Supplier<UsageRecord> record) {
        this.request = request;
        this.ride = ride;
        this.record = record;
    }

    /**
     * That the gate takes it for a user's.
     *
     * @param userId the id that keys limits, as normalised
     * @return these assertions
     */
    public AdmittedAssert asUser(String userId) {
        Caller caller = ride.inference().caller();
        return check(
                caller.user().filter(userId::equals).isPresent(),
                "be of the user " + userId,
                "is of " + caller.user().orElse("nobody"));
    }

    /**
     * That the gate counts it for a plan.
     *
     * @param plan the plan's name
     * @return these assertions
     */
    public AdmittedAssert onPlan(String plan) {
        String found = String.valueOf(ride.inference().caller().plan());
        return check(found.equals(plan), "be on the plan " + plan, "is on " + found);
    }

    /**
     * That it was given a model.
     *
     * @param model the model's name
     * @return these assertions
     */
    public AdmittedAssert withModel(String model) {
        ModelChoice choice = ride.inference().modelChoice();
        return check(model.equals(choice.given()), "have the model " + model, "has " + words(choice));
    }

    /**
     * That it was given a model, and why that one.
     *
     * @param model the model's name
     * @param why as records say it, as {@code asked} or {@code downgraded-for-money}; see {@link ModelChoice}
     * @return these assertions
     */
    public AdmittedAssert withModel(String model, String why) {
        ModelChoice choice = ride.inference().modelChoice();
        return check(
                model.equals(choice.given()) && why.equals(choice.why()),
                "have the model " + model + " (" + why + ")",
                "has " + words(choice));
    }

    private static String words(ModelChoice choice) {
        return choice.given() == null ? "none" : choice.given() + " (" + choice.why() + ")";
    }

    /**
     * To how many output tokens each of its replies was clamped.
     *
     * @param tokens the most
     * @return these assertions
     */
    public AdmittedAssert withMaxOutputTokens(long tokens) {
        return count(tokens, ride.inference().maxOutputTokens(), "output tokens");
    }

    /**
     * To how many replies to each prompt it was clamped.
     *
     * @param replies the most
     * @return these assertions
     */
    public AdmittedAssert withMaxChoices(long replies) {
        return count(replies, ride.inference().maxChoices(), "replies");
    }

    /**
     * To how many turns of an agent it was clamped.
     *
     * @param steps the most
     * @return these assertions
     */
    public AdmittedAssert withMaxSteps(long steps) {
        return count(steps, ride.inference().maxSteps(), "steps");
    }

    /**
     * To how many retrieved documents it was clamped.
     *
     * @param documents the most
     * @return these assertions
     */
    public AdmittedAssert withRetrievalLimit(long documents) {
        return count(documents, ride.inference().retrievalLimit(), "retrieved documents");
    }

    private AdmittedAssert count(long expected, long found, String what) {
        return check(found == expected, "have at most " + expected + " " + what, "has " + found);
    }

    /**
     * What is held for it: the most that it could cost.
     *
     * @param money in decimal, as {@code 0.0123}, to the last digit
     * @return these assertions
     */
    public AdmittedAssert holding(String money) {
        Money expected = Money.of(money);
        return check(held().equals(expected), "hold " + expected, "holds " + held(expected));
    }

    /**
     * What is held for it, for tests that are to outlive a change of prices.
     *
     * @param money in decimal, as {@code 0.02}
     * @return these assertions
     */
    public AdmittedAssert holdingAtMost(String money) {
        Money most = Money.of(money);
        return check(held().compareTo(most) <= 0, "hold at most " + most, "holds " + held(most));
    }

    private Money held() {
        return record.get().costs().held();
    }

    private String held(Money expected) {
        Money more = held().minus(expected);
        return held() + ", which is "
                + (more.compareTo(Money.ZERO) > 0 ? more + " more" : Money.ZERO.minus(more) + " less");
    }

    /**
     * What its application reads in place of the body that came: the same with its choices clamped.
     *
     * @param body the whole body
     * @return these assertions
     */
    public AdmittedAssert passingOn(String body) {
        String found = ride.body()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        return check(found.equals(body), "pass on the body " + body, "passes on " + (found.isEmpty() ? "none" : found));
    }

    /**
     * That it was let in because a route or a limit only observes.
     *
     * @param rule the first rule that would have refused it, as {@code routes[0].limits[1]}
     * @return these assertions
     */
    public AdmittedAssert despite(String rule) {
        String found = record.get().outcome().rule();
        return check(
                found.equals(rule),
                "be let in although " + rule + " would refuse it",
                found.isEmpty() ? "no rule would" : "it is " + found + " that would");
    }

    /**
     * The ride itself, which has ended, for what else may be asked of it.
     *
     * @return the ride
     */
    public Inference inference() {
        return ride.inference();
    }

    private AdmittedAssert check(boolean holds, String should, String but) {
        if (holds) {
            return this;
        }
        throw new AssertionError(request + " was admitted and should " + should + ", but " + but + ".");
    }
}
