package io.faregate.body;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.io.JsonStringEncoder;

/** Members that are put into an object, with the objects that they need on the way. */
final class Members {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Members> objects = new LinkedHashMap<>();

    void put(String name, String json) {
        values.put(name, json);
    }

    Members object(String name) {
        return objects.computeIfAbsent(name, absent -> new Members());
    }

    /** As JSON, without braces. */
    String json() {
        StringBuilder json = new StringBuilder();
        values.forEach((name, value) -> begin(json, name).append(value));
        objects.forEach((name, object) ->
                begin(json, name).append('{').append(object.json()).append('}'));
        return json.toString();
    }

    private static StringBuilder begin(StringBuilder json, String name) {
        return json.append(json.isEmpty() ? "" : ",").append(quoted(name)).append(':');
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }
}
