package io.faregate.policy;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fills {@code ${env:X}} and {@code ${sys:X}} into a value. A value can never become a key or a list by it. */
final class Variables {
    static final String ALLOWED = "${env:NAME} or ${sys:NAME} of a variable that is set";

    private static final Pattern ANY = Pattern.compile("\\$\\{(?:(env|sys):([A-Za-z_][A-Za-z0-9_.-]*)})?");

    private final UnaryOperator<@Nullable String> environment;

    Variables(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    static Variables system() {
        return new Variables(System::getenv);
    }

    /** The text with its variables filled in, or null when one is unknown. */
    @Nullable
    String fill(String text) {
        Matcher matcher = ANY.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = value(matcher.group(1), matcher.group(2));
            if (value == null) {
                return null;
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }

    private @Nullable String value(@Nullable String kind, @Nullable String name) {
        if (kind == null || name == null) {
            return null;
        }
        return kind.equals("env") ? environment.apply(name) : System.getProperty(name);
    }
}
