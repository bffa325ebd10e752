package io.faregate.body;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** The oracle: a strict reader of whole documents over characters, sharing nothing with the scanner but Jackson. */
final class Tree {
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Tree() {}

    /** A map, a list, a string, a boolean, null, or a number as it is written. */
    static Object of(byte[] json) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            return of(text);
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException(notUtf8);
        }
    }

    static Object of(String json) {
        if (json.startsWith("\ufeff")) {
            throw new IllegalArgumentException("byte order mark");
        }
        try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
            Object root = value(parser, parser.nextToken());
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows");
            }
            return root;
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static Object value(JsonParser parser, JsonToken token) {
        if (token == null) {
            throw new IllegalArgumentException("nothing there");
        }
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> new Written(parser.getString());
        };
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return array;
    }

    /** A member of an object inside objects; null when it is not there. */
    static Object at(Object tree, String... path) {
        Object at = tree;
        for (String name : path) {
            at = at instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return at;
    }

    /** The same document with the members of each object the other way round. */
    static String reversed(String json) {
        return text(of(json));
    }

    private static String text(Object tree) {
        if (tree instanceof Map<?, ?> object) {
            List<String> members = new ArrayList<>();
            object.forEach((name, value) -> members.add(0, Members.quoted((String) name) + ":" + text(value)));
            return "{" + String.join(",", members) + "}";
        }
        if (tree instanceof List<?> list) {
            return "[" + String.join(",", list.stream().map(Tree::text).toList()) + "]";
        }
        return tree instanceof String text
                ? Members.quoted(text)
                : tree instanceof Written written ? written.number() : String.valueOf(tree);
    }

    record Written(String number) {}
}
