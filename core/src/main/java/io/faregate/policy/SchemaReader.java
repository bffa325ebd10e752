package io.faregate.policy;

import io.faregate.policy.Yaml.Entry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Makes the checks that the schemas of tools say, written in place or in files of their own. */
final class SchemaReader {
    private static final int LARGEST = 1 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private final Beside files;
    private final Mistakes mistakes;

    SchemaReader(Beside files, Mistakes mistakes) {
        this.files = files;
        this.mistakes = mistakes;
    }

    /** The check; where there is none, or it is a mistake, all arguments pass: no policy is made of a mistake. */
    ArgumentCheck read(@Nullable Yaml schema, String path) {
        String text = schema == null ? null : text(schema, path);
        if (text == null) {
            return ArgumentCheck.NONE;
        }
        try {
            return ArgumentCheck.schema(text);
        } catch (IllegalArgumentException wrong) {
            mistakes.add(path, String.valueOf(wrong.getMessage()), "a JSON Schema that refers to nothing outside it");
        } catch (IllegalStateException missing) {
            mistakes.add(path, "no validator", String.valueOf(missing.getMessage()));
        }
        return ArgumentCheck.NONE;
    }

    private @Nullable String text(Yaml schema, String path) {
        return schema instanceof Yaml.Text name ? file(name.value(), path) : json(schema);
    }

    private @Nullable String file(String name, String path) {
        try (InputStream in = files.open(name)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length <= LARGEST) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            mistakes.add(path, "'" + name + "', which has more than " + LARGEST + " bytes", Kinds.SCHEMA.allowed());
        } catch (FileNotFoundException | NoSuchFileException missing) {
            mistakes.add(path, "'" + name + "', but there is no " + files.place(name), Kinds.SCHEMA.allowed());
        } catch (IOException broken) {
            mistakes.add(path, "'" + name + "', which can not be read: " + broken, Kinds.SCHEMA.allowed());
        }
        return null;
    }

    private static String json(Yaml schema) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            write(schema, json);
        }
        return text.toString();
    }

    private static void write(Yaml value, JsonGenerator json) {
        if (value instanceof Yaml.Entries object) {
            json.writeStartObject();
            for (Entry entry : object.entries()) {
                json.writeName(entry.key());
                write(entry.value(), json);
            }
            json.writeEndObject();
        } else if (value instanceof Yaml.Items array) {
            json.writeStartArray();
            array.items().forEach(item -> write(item, json));
            json.writeEndArray();
        } else if (value instanceof Yaml.Text text) {
            text(text, json);
        } else {
            json.writeNull();
        }
    }

    private static void text(Yaml.Text text, JsonGenerator json) {
        switch (text.type()) {
            case WORDS -> json.writeString(text.value());
            case NUMBER -> json.writeNumber(text.value());
            case TRUTH -> json.writeBoolean(Boolean.parseBoolean(text.value()));
        }
    }
}
