package io.faregate;

import io.faregate.budget.Charge;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.ride.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Says which limits a ride is charged to, and in whose account. */
final class Charges {
    private Charges() {}

    /** One charge for each limit, holding a usage and its cost. */
    static List<Charge> of(RuleSet rules, Caller caller, String model, Usage usage, Money cost) {
        List<Charge> charges = new ArrayList<>(rules.limits().size());
        for (Limit limit : rules.limits()) {
            charges.add(charge(rules, caller, model, limit, limit.measure().amount(usage, cost)));
        }
        return charges;
    }

    /** Charges that hold nothing, of the limits that pass a test: for looking. */
    static List<Charge> looks(RuleSet rules, Caller caller, String model, Predicate<Limit> which, long hold) {
        List<Charge> charges = new ArrayList<>(rules.limits().size());
        for (Limit limit : rules.limits()) {
            if (which.test(limit)) {
                charges.add(charge(rules, caller, model, limit, hold));
            }
        }
        return charges;
    }

    /** Whether a limit is known before the body is: one more ride is all it can be asked for. */
    static boolean isKnownUnread(Limit limit) {
        return (limit.measure().equals(Measure.REQUESTS) || limit.measure().equals(Measure.CONCURRENT))
                && !limit.per().contains(Dimension.MODEL);
    }

    private static Charge charge(RuleSet rules, Caller caller, String model, Limit limit, long hold) {
        return new Charge(limit, subject(limit, rules, caller, model), limit.amount(), hold);
    }

    private static String subject(Limit limit, RuleSet rules, Caller caller, String model) {
        if (limit.per().isEmpty()) {
            return "";
        }
        if (limit.per().size() == 1) {
            return part(limit.per().iterator().next(), rules, caller, model);
        }
        StringBuilder subject = new StringBuilder(64);
        for (Dimension dimension : limit.per()) {
            String part = part(dimension, rules, caller, model);
            // the length goes before each part, so that no separator inside a name can be taken for another
            subject.append(part.length()).append(':').append(part).append('|');
        }
        return subject.toString();
    }

    private static String part(Dimension dimension, RuleSet rules, Caller caller, String model) {
        return switch (dimension) {
            case USER -> caller.userId() == null ? "ip:" + caller.network() : "user:" + caller.userId();
            case IP -> "ip:" + caller.network();
            case PLAN -> "plan:" + caller.plan();
            case ROUTE -> "route:" + rules.route().path();
            case MODEL -> "model:" + model;
        };
    }
}
