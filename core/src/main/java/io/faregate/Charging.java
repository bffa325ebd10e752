package io.faregate;

import io.faregate.budget.Charge;
import io.faregate.budget.Charges;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Subject;
import io.faregate.budget.Subject.Kind;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.ride.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which limits a ride is charged to, and in whose account; each subject is made once. Used by one thread.
 */
final class Charging {
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final RuleSet rules;
    private final Caller caller;
    private final Amounts amounts;
    private @Nullable Subject user;
    private @Nullable Subject ip;

    Charging(RuleSet rules, Caller caller, Amounts amounts) {
        this.rules = rules;
        this.amounts = amounts;
        this.caller = caller;
    }

    /** One charge for each limit, holding a usage and its cost. */
    Charges of(String model, Usage usage, Money cost) {
        Charges charges = Charges.of(
                rules.charged(),
                per -> subject(per, model),
                limit -> limit.measure().amount(usage, cost));
        return amounts.areOfPolicy() ? charges : charges.withAmounts(limit -> amounts.of(caller, limit));
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

    /** What a limit is charged with, for looking. */
    Charge charge(Limit limit, String model, long hold) {
        Subject subject = limit.per().isEmpty() ? Subject.ALL : subject(limit.per(), model);
        return new Charge(limit, subject, amounts.of(caller, limit), hold);
    }

    private Subject subject(Set<Dimension> per, String model) {
        return per.size() == 1 ? subject(only(per), model) : several(per, model);
    }

    /** The one in a set; its iterator would be two objects for each charge. */
    private static Dimension only(Set<Dimension> per) {
        for (Dimension dimension : DIMENSIONS) {
            if (per.contains(dimension)) {
                return dimension;
            }
        }
        throw new IllegalArgumentException("nothing to count by");
    }

    private Subject several(Set<Dimension> per, String model) {
        StringBuilder several = new StringBuilder(64);
        for (Dimension dimension : per) {
            Subject part = subject(dimension, model);
            // the length goes before each part, so that no separator inside a name can be taken for another
            several.append(part.kind()).append(part.name().length()).append(':').append(part.name());
        }
        return new Subject(Kind.SEVERAL, several.toString());
    }

    private Subject subject(Dimension dimension, String model) {
        return switch (dimension) {
            case USER -> user();
            case IP -> ip();
            case SUBNET -> new Subject(Kind.SUBNET, caller.subnet());
            case PLAN -> new Subject(Kind.PLAN, String.valueOf(caller.plan()));
            case ROUTE -> new Subject(Kind.ROUTE, rules.route().path());
            case MODEL -> new Subject(Kind.MODEL, model);
        };
    }

    private Subject user() {
        Subject made = user;
        if (made == null) {
            made = caller.userId() == null ? ip() : new Subject(Kind.USER, caller.userId());
            user = made;
        }
        return made;
    }

    private Subject ip() {
        Subject made = ip;
        if (made == null) {
            made = new Subject(Kind.IP, caller.network());
            ip = made;
        }
        return made;
    }
}
