package io.faregate.body;

import io.faregate.body.Parameters.Parameter;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Edits as values of a form that are replaced, and parameters put at its end. */
final class ParameterEdits implements Edits {
    private final Parameters parameters;
    private final Fields fields;
    private final Set<String> leftOut;
    private final Map<String, Parameter> byName = new HashMap<>();
    private final Map<String, String> written = new LinkedHashMap<>();

    ParameterEdits(Parameters parameters, Fields fields, Set<String> leftOut) {
        this.parameters = parameters;
        this.fields = fields;
        this.leftOut = leftOut;
        for (Parameter parameter : parameters.all()) {
            byName.put(parameter.name(), parameter);
            Place<Rule> place = fields.root().name(parameter.name());
            if (place != null && place.said().role() == Role.PROMPT) {
                trim(parameter);
            }
        }
    }

    private void trim(Parameter prompt) {
        String text = prompt.value();
        String trimmed = Trim.of(text);
        if (!trimmed.equals(text)) {
            written.put(prompt.name(), trimmed);
        }
    }

    @Override
    public Edits model(String model) {
        Place<Rule> place = fields.modelPlace();
        if (place != null && isReached(place)) {
            Parameter named = byName.get(place.name());
            if (named == null || !named.value().equals(model)) {
                written.put(place.name(), model);
            }
        }
        return this;
    }

    /** A field that lies deeper than the root has no name in a form. */
    private static boolean isReached(Place<Rule> place) {
        return place.above().parent() == null;
    }

    @Override
    public Edits set(Choice choice, long value) {
        for (Place<Rule> spelling : fields.spellings(choice)) {
            if (isReached(spelling)) {
                lower(spelling.name(), value, fields.inserts(choice));
            }
        }
        return this;
    }

    private void lower(String name, long value, boolean inserts) {
        Parameter named = byName.get(name);
        if (named == null || named.value().isEmpty()) {
            if (inserts) {
                written.put(name, Long.toString(value));
            }
            return;
        }
        byte[] digits = named.value().getBytes(StandardCharsets.US_ASCII);
        if (JsonNumber.saturated(digits, 0, digits.length) > value) {
            written.put(name, Long.toString(value));
        }
    }

    /** The fields of a form ask for no stream. */
    @Override
    public Edits forceUsage() {
        return this;
    }

    @Override
    public byte[] bytes() {
        byte[] source = parameters.source();
        if (written.isEmpty()) {
            return parameters.without(leftOut);
        }
        ByteArrayOutputStream result = new ByteArrayOutputStream(source.length + 128);
        Map<String, String> added = new LinkedHashMap<>(written);
        for (Parameter parameter : parameters.all()) {
            String value = added.remove(parameter.name());
            if (leftOut.contains(parameter.name())) {
                continue;
            }
            separate(result);
            int end = value == null ? parameter.to() : parameter.valueFrom();
            result.write(source, parameter.from(), end - parameter.from());
            if (value != null) {
                write(result, (parameter.hasSign(source) ? "" : "=") + encoded(value));
            }
        }
        added.forEach((name, value) -> {
            separate(result);
            write(result, encoded(name) + "=" + encoded(value));
        });
        return result.toByteArray();
    }

    private static void separate(ByteArrayOutputStream result) {
        if (result.size() > 0) {
            result.write('&');
        }
    }

    private static void write(ByteArrayOutputStream result, String text) {
        result.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
