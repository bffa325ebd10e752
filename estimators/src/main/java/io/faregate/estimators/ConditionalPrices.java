package io.faregate.estimators;

import io.faregate.estimators.JsonTree.Members;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prices of genai-prices that hold under a condition. Of all in a list the last whose condition is true counts.
 *
 * @param prices the prices
 * @param from the first day on which they can hold
 * @param until the first day on which others certainly hold, because they stand further down
 */
record ConditionalPrices(Members prices, LocalDate from, LocalDate until) {

    static List<ConditionalPrices> of(@Nullable Object list) {
        if (!(list instanceof List<?> entries)) {
            throw new BadEntry("has no prices");
        }
        List<ConditionalPrices> all = new ArrayList<>();
        LocalDate until = LocalDate.MAX;
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (!(entries.get(i) instanceof Members entry) || !(entry.get("prices") instanceof Members prices)) {
                throw new BadEntry("has a condition without prices");
            }
            Members condition = entry.get("constraint") instanceof Members some ? some : null;
            LocalDate from =
                    condition != null && condition.get("start_date") instanceof String day ? day(day) : LocalDate.MIN;
            all.add(new ConditionalPrices(prices, from, until));
            if (!dependsOnTheHour(entry.get("constraint")) && from.isBefore(until)) {
                until = from;
            }
        }
        return all;
    }

    /** Whether more than a day must have come for a condition to be true. */
    private static boolean dependsOnTheHour(@Nullable Object constraint) {
        boolean isOfDays = constraint instanceof Members condition
                && Set.of("start_date").containsAll(condition.values().keySet());
        return constraint != null && !isOfDays;
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException wrong) {
            throw new BadEntry("has prices from a day that is none: " + text);
        }
    }

    /** Whether they hold on a day, all of it or at some hours. */
    boolean countsOn(LocalDate day) {
        return !from.isAfter(day) && day.isBefore(until);
    }
}
