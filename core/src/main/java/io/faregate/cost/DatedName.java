package io.faregate.cost;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of models that end in the date of a snapshot, as {@code gpt-5-mini-2025-08-07}. Nothing else is taken off. */
public final class DatedName {
    private static final Pattern DATE = Pattern.compile("-20\\d\\d(-?)(0[1-9]|1[0-2])\\1(0[1-9]|[12]\\d|3[01])\\z");

    private DatedName() {}

    /**
     * The name before the date.
     *
     * @param model a model's name
     * @return the name without {@code -2025-08-07} or {@code -20250807}; empty when it does not end in a date
     */
    public static Optional<String> undated(String model) {
        Matcher date = DATE.matcher(model);
        return date.find() && date.start() > 0 ? Optional.of(model.substring(0, date.start())) : Optional.empty();
    }
}
