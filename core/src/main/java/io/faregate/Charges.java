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
import org.jspecify.annotations.Nullable;

/**
 * Says which limits a ride is charged to, and in whose account; each name is put together once. Used by one thread.
 */
final class Charges {
    private final RuleSet rules;
    private final Caller caller;
    private final Amounts amounts;
    private @Nullable String user;
    private @Nullable String ip;

    Charges(RuleSet rules, Caller caller, Amounts amounts) {
        this.rules = rules;
        this.amounts = amounts;
        this.caller = caller;
    }

    /** One charge for each limit, holding a usage and its cost. */
    List<Charge> of(String model, Usage usage, Money cost) {
        List<Charge> charges = new ArrayList<>(rules.limits().size());
        for (Limit limit : rules.limits()) {
            charges.add(charge(limit, model, limit.measure().amount(usage, cost)));
        }
        return charges;
    }

    /** Charges of the limits that pass a test, all with one hold: for looking. */
    List<Charge> looks(Predicate<Limit> which, String model, long hold) {
        List<Charge> charges = new ArrayList<>(rules.limits().size());
        for (Limit limit : rules.limits()) {
            if (which.test(limit)) {
                charges.add(charge(limit, model, hold));
            }
        }
        return charges;
    }

    /** Whether a limit is known before the body is: one more ride is all it can be asked for. */
    static boolean isKnownUnread(Limit limit) {
        return (limit.measure().equals(Measure.REQUESTS) || limit.measure().equals(Measure.CONCURRENT))
                && !limit.per().contains(Dimension.MODEL);
    }

    private Charge charge(Limit limit, String model, long hold) {
        return new Charge(limit, subject(limit, model), amounts.of(caller, limit), hold);
    }

    private String subject(Limit limit, String model) {
        if (limit.per().isEmpty()) {
            return "";
        }
        if (limit.per().size() == 1) {
            return part(limit.per().iterator().next(), model);
        }
        StringBuilder subject = new StringBuilder(64);
        for (Dimension dimension : limit.per()) {
            String part = part(dimension, model);
            // the length goes before each part, so that no separator inside a name can be taken for another
            subject.append(part.length()).append(':').append(part).append('|');
        }
        return subject.toString();
    }

    private String part(Dimension dimension, String model) {
        return switch (dimension) {
            case USER -> user();
            case IP -> ip();
            case SUBNET -> "subnet:" + caller.subnet();
            case PLAN -> "plan:" + caller.plan();
            case ROUTE -> "route:" + rules.route().path();
            case MODEL -> "model:" + model;
        };
    }

    private String user() {
        String made = user;
        if (made == null) {
            made = caller.userId() == null ? ip() : "user:" + caller.userId();
            user = made;
        }
        return made;
    }

    private String ip() {
        String made = ip;
        if (made == null) {
            made = "ip:" + caller.network();
            ip = made;
        }
        return made;
    }
}
