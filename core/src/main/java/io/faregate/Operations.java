package io.faregate;

import io.faregate.budget.Balance;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.control.Operable;
import io.faregate.cost.Money;
import io.faregate.ride.Caller;
import java.util.List;
import java.util.Map;

/** Answers an operator's console. Thread-safe. */
record Operations(Faregate faregate, Gate gate) implements Operable {

    @Override
    public int runningRides() {
        return gate.running().size();
    }

    @Override
    public boolean isPriced(String model) {
        return gate.costs().price(model).isPresent();
    }

    /** A user has no network by itself, so limits per network are left out. */
    @Override
    public List<String> balance(String userId, String plan) {
        Caller written = new Caller(userId, userId, plan.isEmpty() ? null : plan, "", Map.of());
        return faregate.balance(gate.callers().spelled(written)).stream()
                .filter(balance -> !balance.limit().per().contains(Dimension.IP))
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
        throw new UnsupportedOperationException("this Faregate was not made of a file");
    }
}
