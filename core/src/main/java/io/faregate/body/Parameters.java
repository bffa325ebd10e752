package io.faregate.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names and values as a form or a query has them (application/x-www-form-urlencoded), read in the one way that all
 * readers agree on: what some would read otherwise is refused. Immutable.
 */
final class Parameters {
    private static final int MOST = 1024;
    private static final Parameters NONE = new Parameters(new byte[0], List.of());

    private final byte[] source;
    private final List<Parameter> all;

    private Parameters(byte[] source, List<Parameter> all) {
        this.source = source;
        this.all = all;
    }

    /**
     * A name, its value, and where they stand.
     *
     * @param name the name, decoded
     * @param value the value, decoded; empty when there is none
     * @param from where the name begins
     * @param valueFrom where the value begins; the end when there is no sign of equality
     * @param to where the value ends
     */
    record Parameter(String name, String value, int from, int valueFrom, int to) {
        boolean hasSign(byte[] source) {
            return source[valueFrom - 1] == '=';
        }
    }

    /** Reads a query as a container shows it, still encoded. A server that takes more than ASCII there decodes it its own way. */
    static Parameters ofQuery(String query) {
        if (query.isEmpty()) {
            return NONE;
        }
        if (!query.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw Rejection.malformed("The query has characters that must be percent-encoded.");
        }
        return of(query.getBytes(StandardCharsets.US_ASCII));
    }

    static Parameters of(byte[] source) {
        if (!Utf8.isStrict(source, source.length)) {
            throw Rejection.malformed("The body is not UTF-8.");
        }
        Map<String, Parameter> byName = new LinkedHashMap<>();
        for (int from = 0; from < source.length; ) {
            int to = end(source, from);
            Parameter parameter = parameter(source, from, to);
            if (byName.put(parameter.name(), parameter) != null) {
                throw Rejection.malformed("A parameter is there twice.");
            }
            if (byName.size() > MOST || to == source.length - 1) {
                throw notStrict();
            }
            from = to + 1;
        }
        return new Parameters(source, List.copyOf(byName.values()));
    }

    private static int end(byte[] source, int from) {
        int at = from;
        while (at < source.length && source[at] != '&') {
            at++;
        }
        return at;
    }

    private static Parameter parameter(byte[] source, int from, int to) {
        int sign = from;
        while (sign < to && source[sign] != '=') {
            sign++;
        }
        String name = decoded(source, from, sign);
        if (name.isEmpty()) {
            throw notStrict();
        }
        int valueFrom = Math.min(sign + 1, to);
        return new Parameter(name, decoded(source, valueFrom, to), from, valueFrom, to);
    }

    private static String decoded(byte[] source, int from, int to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(to - from);
        for (int at = from; at < to; at++) {
            switch (source[at]) {
                case '+' -> bytes.write(' ');
                case '%' -> {
                    bytes.write(escaped(source, at, to));
                    at += 2;
                }
                default -> bytes.write(plain(source[at]));
            }
        }
        byte[] text = bytes.toByteArray();
        if (!Utf8.isStrict(text, text.length)) {
            throw Rejection.malformed("A parameter is not UTF-8.");
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int escaped(byte[] source, int at, int to) {
        int high = at + 2 < to ? Character.digit(source[at + 1], 16) : -1;
        int low = at + 2 < to ? Character.digit(source[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw notStrict();
        }
        return high << 4 | low;
    }

    /** Some take a semicolon for what separates parameters; no control character is ever written plain. */
    private static byte plain(byte b) {
        if (b == ';' || b == 0x7F || (b >= 0 && b < ' ')) {
            throw notStrict();
        }
        return b;
    }

    private static Rejection notStrict() {
        return Rejection.malformed("The parameters are not strictly encoded: each needs a name, and what is no letter,"
                + " digit or plain sign is written as %XX.");
    }

    /** What was read, in ASCII or UTF-8. */
    byte[] source() {
        return source;
    }

    /** Each name once, in the order of the source. */
    List<Parameter> all() {
        return all;
    }

    Map<String, String> values() {
        if (all.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        all.forEach(parameter -> values.put(parameter.name(), parameter.value()));
        return values;
    }

    /** The source without the parameters of some names; the others stay as they are written. */
    byte[] without(Set<String> names) {
        if (all.stream().noneMatch(parameter -> names.contains(parameter.name()))) {
            return source;
        }
        List<Parameter> kept = new ArrayList<>(all);
        kept.removeIf(parameter -> names.contains(parameter.name()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.length);
        for (Parameter parameter : kept) {
            if (bytes.size() > 0) {
                bytes.write('&');
            }
            bytes.write(source, parameter.from(), parameter.to() - parameter.from());
        }
        return bytes.toByteArray();
    }
}
