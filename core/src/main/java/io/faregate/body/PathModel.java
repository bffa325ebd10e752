package io.faregate.body;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How paths name a model, and whether the reply is streamed. Immutable.
 *
 * @param pattern a path from its beginning: its first group is the model, its second one is there when the reply is
 *     streamed
 */
record PathModel(Pattern pattern) {

    /**
     * What a path says.
     *
     * @param model the model's name
     * @param stream whether the reply is streamed
     */
    record Said(String model, boolean stream) {}

    /** What a path says, or empty when it is another method or names no model. */
    Optional<Said> of(String path) {
        Matcher matcher = pattern.matcher(path);
        return matcher.matches() ? Optional.of(new Said(matcher.group(1), matcher.group(2) != null)) : Optional.empty();
    }
}
