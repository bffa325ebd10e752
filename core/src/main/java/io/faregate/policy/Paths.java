package io.faregate.policy;

import java.util.regex.Pattern;

/** Writes paths of keys, as {@code routes[1].caps.output-tokens}. */
final class Paths {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    private Paths() {}

    static String key(String path, String key) {
        String name = PLAIN.matcher(key).matches() ? key : "'" + key + "'";
        return path.isEmpty() ? name : path + "." + name;
    }
}
