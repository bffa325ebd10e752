package io.faregate;

import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.control.Operable;
import io.faregate.control.Target;
import io.faregate.cost.Money;
import io.faregate.policy.PolicyException;
import io.faregate.ride.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers an operator's console. Thread-safe. */
record Operations(Faregate faregate) implements Operable {

    private static final Set<Dimension> OF_NETWORKS = Set.of(Dimension.IP, Dimension.SUBNET);

    @Override
    public int runningRides() {
        return faregate.gate().running().size();
    }

    @Override
    public boolean isPriced(String model) {
        return faregate.gate().costs().price(model).isPresent();
    }

    @Override
    public boolean isKnown(Target target) {
        return switch (target.kind()) {
            case ROUTE ->
                faregate.policy().routes().stream()
                        .anyMatch(route -> route.path().equals(target.value()));
            case MODEL -> isPriced(target.value());
            case USER, ANONYMOUS, NETWORK, EVERYTHING -> true;
        };
    }

    /** A user has no network by itself, so limits per network are left out. */
    @Override
    public List<String> balance(String userId, String plan) {
        Caller written = new Caller(userId, userId, plan.isEmpty() ? null : plan, "", Map.of());
        return faregate.balance(faregate.gate().callers().spelled(written)).stream()
                .filter(balance -> Collections.disjoint(balance.limit().per(), OF_NETWORKS))
                .map(Operations::line)
                .toList();
    }

    private static String line(Balance balance) {
        Limit limit = balance.limit();
        return limit.rule() + ": " + limit.measure().key() + ", spent " + amount(limit, balance.spent()) + " and held "
                + amount(limit, balance.held()) + " of " + amount(limit, balance.amount())
                + balance.resetsAt().map(reset -> ", resets " + reset).orElse("");
    }

    private static String amount(Limit limit, long count) {
        return limit.measure().equals(Measure.COST) ? new Money(count).toString() : Long.toString(count);
    }

    @Override
    public String reload() {
        try {
            faregate.reread();
            return "The policy was read, and counts from now on.";
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The policy can not be read; the one before stays.", unreadable);
        } catch (PolicyException wrong) {
            // a console has no class of ours to read it with
            throw new IllegalArgumentException("The policy is wrong; the one before stays:\n" + wrong.getMessage());
        }
    }
}
