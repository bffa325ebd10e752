package io.faregate.policy;

import io.faregate.policy.Scalar.Numbers;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Makes the JSON Schema of the key table. */
final class SchemaText {
    /** A value whose variables are filled in later may be anything. */
    private static final String VARIABLE = "\\$\\{(?:env|sys):";

    private static final Pattern DIGITS = Pattern.compile("\\[0-9]\\{1,(\\d+)}");

    private final Map<String, Object> sections = new TreeMap<>();

    private SchemaText() {}

    static String of(Section root) {
        SchemaText schema = new SchemaText();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        all.put("title", "Faregate policy");
        all.putAll(schema.section(root));
        all.put("$defs", schema.sections);
        return text(all);
    }

    private Map<String, Object> kind(Kind<?> kind) {
        if (kind instanceof Scalar<?> scalar) {
            return scalar(scalar);
        }
        if (kind instanceof OneOf<?> oneOf) {
            return anyOf(map("enum", List.copyOf(oneOf.words().keySet())), map("type", "string", "pattern", VARIABLE));
        }
        if (kind instanceof Document document) {
            return anyOf(scalar(document.file()), map("type", "object"));
        }
        if (kind instanceof ListOf<?> list) {
            return list(list);
        }
        if (kind instanceof MapOf<?> entries) {
            return map(
                    "type",
                    "object",
                    "propertyNames",
                    map("pattern", "^(?:" + entries.name().pattern() + ")$"),
                    "additionalProperties",
                    kind(entries.value()));
        }
        return reference((Section) kind);
    }

    private static Map<String, Object> scalar(Scalar<?> scalar) {
        String pattern = "^(?:" + scalar.pattern() + ")$|" + VARIABLE;
        if (scalar.equals(Kinds.VERSION)) {
            return anyOf(map("const", 1), map("type", "string", "pattern", pattern));
        }
        if (scalar.number() == Numbers.NONE) {
            return map("type", "string", "pattern", pattern);
        }
        Matcher digits = DIGITS.matcher(scalar.pattern().pattern());
        long beyond = digits.find() ? (long) Math.pow(10, Integer.parseInt(digits.group(1))) : Long.MAX_VALUE;
        String type = scalar.number() == Numbers.WHOLE ? "integer" : "number";
        String least = scalar.number() == Numbers.POSITIVE ? "exclusiveMinimum" : "minimum";
        return map("type", List.of(type, "string"), least, 0, "exclusiveMaximum", beyond, "pattern", pattern);
    }

    private Map<String, Object> list(ListOf<?> list) {
        Map<String, Object> array = map("type", "array", "items", kind(list.item()));
        if (list.least() > 0) {
            array.put("minItems", list.least());
        }
        if (list.isUnique()) {
            array.put("uniqueItems", true);
        }
        return list.single() == null ? array : anyOf(kind(list.single()), array);
    }

    private Map<String, Object> reference(Section section) {
        if (!sections.containsKey(section.name())) {
            sections.put(section.name(), Map.of());
            sections.put(section.name(), section(section));
        }
        Map<String, Object> reference = map("$ref", "#/$defs/" + section.name());
        return section.bare() == null ? reference : anyOf(kind(section.bare().kind()), reference);
    }

    private Map<String, Object> section(Section section) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> needed = new ArrayList<>();
        for (Key<?> key : section.keys()) {
            properties.put(key.name(), property(key));
            if (key.needed()) {
                needed.add(key.name());
            }
        }
        Map<String, Object> object = map("type", "object", "properties", properties, "additionalProperties", false);
        if (!needed.isEmpty()) {
            object.put("required", needed);
        }
        if (!section.relations().isEmpty()) {
            object.put(
                    "allOf",
                    section.relations().stream().map(SchemaText::relation).toList());
        }
        return object;
    }

    private Map<String, Object> property(Key<?> key) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("description", key.text() + (key.preset().isEmpty() ? "" : ". Default: " + key.preset()));
        property.putAll(kind(key.kind()));
        return property;
    }

    private static Map<String, Object> relation(Relation relation) {
        if (relation instanceof Relation.ExactlyOne one) {
            return map(
                    "oneOf",
                    one.keys().stream()
                            .map(key -> map("required", List.of(key)))
                            .toList());
        }
        if (relation instanceof Relation.Needs needs) {
            return map("dependentRequired", map(needs.key(), List.of(needs.other())));
        }
        Relation.Excludes excludes = (Relation.Excludes) relation;
        return map("not", map("required", List.of(excludes.key(), excludes.other())));
    }

    private static Map<String, Object> anyOf(Object... schemas) {
        return map("anyOf", List.of(schemas));
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static String text(Object value) {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        ObjectWriteContext context = new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                return printer.createInstance();
            }

            @Override
            public boolean hasPrettyPrinter() {
                return true;
            }
        };
        try (JsonGenerator json = new JsonFactory().createGenerator(context, text)) {
            write(value, json);
        }
        return text.append("\n").toString();
    }

    private static void write(Object value, JsonGenerator json) {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, each) -> {
                json.writeName((String) name);
                write(each, json);
            });
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(each -> write(each, json));
            json.writeEndArray();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Number number) {
            json.writeNumber(number.longValue());
        } else {
            json.writeString((String) value);
        }
    }
}
