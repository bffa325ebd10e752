package io.faregate;

import io.faregate.ride.RequestHead;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The methods that a request may be taken for: its own, and those that a header or a parameter of its query asks a
 * framework to take in its place. Jersey and Spring have filters that do, and CXF has a property.
 */
final class AskedMethods {
    private static final String[] HEADERS = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"};
    private static final String PARAMETER = "_method=";
    private static final Pattern BETWEEN_PARAMETERS = Pattern.compile("[&;]");

    private AskedMethods() {}

    /** Each once, its own first. */
    static List<String> of(RequestHead head) {
        if (head.query().isEmpty() && hasNone(head)) {
            return List.of(head.method());
        }
        Set<String> methods = new LinkedHashSet<>();
        methods.add(head.method());
        for (String name : HEADERS) {
            for (String values : head.headers(name)) {
                // of a list some take the first
                List.of(values.split(",", -1)).forEach(value -> add(value, methods));
            }
        }
        for (String parameter : BETWEEN_PARAMETERS.split(head.query(), -1)) {
            String plain = decoded(parameter);
            if (plain.startsWith(PARAMETER)) {
                add(plain.substring(PARAMETER.length()), methods);
            }
        }
        return List.copyOf(methods);
    }

    private static boolean hasNone(RequestHead head) {
        for (String name : HEADERS) {
            if (!head.headers(name).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static void add(String method, Set<String> methods) {
        if (!method.isBlank()) {
            methods.add(method.strip().toUpperCase(Locale.ROOT));
        }
    }

    private static String decoded(String parameter) {
        try {
            return URLDecoder.decode(parameter, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return parameter;
        }
    }
}
