package io.faregate.servlet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The query that an application writes into a dispatch; nobody else has, so that it is read as it comes. */
final class DispatchQuery {
    private DispatchQuery() {}

    /** Adds its parameters to those that are there. */
    static void read(String query, Map<String, List<String>> into) {
        for (String pair : query.split("&", -1)) {
            int sign = pair.indexOf('=');
            String name = decoded(sign < 0 ? pair : pair.substring(0, sign));
            if (!name.isEmpty()) {
                into.computeIfAbsent(name, absent -> new ArrayList<>())
                        .add(sign < 0 ? "" : decoded(pair.substring(sign + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
