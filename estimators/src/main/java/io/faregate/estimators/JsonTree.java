package io.faregate.estimators;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON into maps, lists, strings, booleans and {@link Written} numbers; null is left out. A name that an object
 * has twice is in {@link Members#twice}, for it is not known which of the two was meant.
 */
final class JsonTree {
    private static final int LARGEST = 64 << 20;

    /** A number as it was written: no digit is lost. */
    record Written(String digits) {}

    /** An object, and the names that it has more than once. */
    record Members(Map<String, Object> values, List<String> twice) {
        @Nullable
        Object get(String name) {
            return values.get(name);
        }
    }

    private static final JsonFactory JSON = JsonFactory.builder()
            // Python writes these, and one of them must not spoil the rest
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxDocumentLength(LARGEST)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * Reads a document.
     *
     * @throws IOException when it is no JSON, or larger than 64 MiB
     */
    static Object read(InputStream json) throws IOException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            Object root = new JsonTree(parser).value(parser.nextToken());
            if (root == null || parser.nextToken() != null) {
                throw new IOException("not one JSON document");
            }
            return root;
        } catch (JacksonException broken) {
            throw new IOException(
                    "not JSON: " + broken.getOriginalMessage() + ", line "
                            + (broken.getLocation() == null
                                    ? "?"
                                    : broken.getLocation().getLineNr()),
                    broken);
        }
    }

    private @Nullable Object value(@Nullable JsonToken token) {
        if (token == null) {
            return null;
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Written(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private Members object() {
        Map<String, Object> members = new LinkedHashMap<>();
        List<String> twice = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            Object value = value(parser.nextToken());
            if (!names.add(name)) {
                twice.add(name);
            }
            if (value != null) {
                members.put(name, value);
            }
        }
        return new Members(members, twice);
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY && token != null; ) {
            Object value = value(token);
            if (value != null) {
                elements.add(value);
            }
            token = parser.nextToken();
        }
        return elements;
    }
}
