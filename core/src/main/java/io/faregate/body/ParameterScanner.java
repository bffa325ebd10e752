package io.faregate.body;

import io.faregate.body.Parameters.Parameter;
import io.faregate.ride.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Scans a form or a query as the JSON object that says the same, so that one table and one walk judge both. Of the table
 * only names at the root can be in a form; a number is written in digits, and an empty choice is one that is left out.
 */
record ParameterScanner(Fields fields, Writing writing) implements BodyScanner {
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,98})");

    static ParameterScanner ofForm(Fields fields) {
        return new ParameterScanner(fields, Writing.FORM);
    }

    static ParameterScanner ofQuery(Fields fields) {
        return new ParameterScanner(fields, Writing.QUERY);
    }

    /** Where parameters are written. */
    enum Writing {
        FORM,
        QUERY
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        byte[] source = Arrays.copyOf(body, length);
        try {
            Parameters parameters = read(source);
            byte[] json = json(parameters).getBytes(StandardCharsets.UTF_8);
            Scan scan = new JsonScanner(fields).scan(json, json.length, origin);
            return scan instanceof RequestShape shape
                    ? new ParameterBody(shape, parameters, fields, strangers(parameters))
                    : scan;
        } catch (Rejection rejection) {
            return rejection.rejected();
        }
    }

    private Parameters read(byte[] source) {
        if (writing == Writing.QUERY) {
            return Parameters.ofQuery(new String(source, StandardCharsets.ISO_8859_1));
        }
        if (source.length > 0 && (source[0] == '{' || source[0] == '[')) {
            throw Rejection.of(
                    Reason.UNSUPPORTED_MEDIA_TYPE,
                    "This form looks like JSON, which is sent as application/json.",
                    null);
        }
        return Parameters.of(source);
    }

    private String json(Parameters parameters) {
        Members members = new Members();
        parameters.all().forEach(parameter -> members.put(parameter.name(), json(parameter)));
        return "{" + members.json() + "}";
    }

    private String json(Parameter parameter) {
        Place<Rule> place = fields.root().name(parameter.name());
        Role role = place == null ? Role.STEP : place.said().role();
        boolean isChosen = role == Role.CHOICE || role == Role.MODEL;
        if (isChosen && parameter.value().isEmpty()) {
            return "null";
        }
        boolean isNumber =
                role == Role.CHOICE && INTEGER.matcher(parameter.value()).matches();
        return isNumber ? parameter.value() : Members.quoted(parameter.value());
    }

    /** Names that are in no table; where they are let in at all, they are left out of what goes on. */
    private Set<String> strangers(Parameters parameters) {
        return parameters.values().keySet().stream()
                .filter(name -> fields.root().name(name) == null)
                .collect(Collectors.toSet());
    }
}
