package io.faregate.body;

import io.faregate.cost.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One dialect as its clients and its provider speak it: the files of its name, and what is in them.
 *
 * @param name the dialect
 * @param requests its table
 * @param max where the tokens of one reply are chosen, as a JSON pointer; empty when there are none
 * @param hello the least members that a body must have
 * @param denied members that are not let in from a client
 * @param reply what {@code reply.json} used
 * @param stream the stream, empty when replies are never streamed
 */
record DialectExample(
        String name,
        Fields requests,
        String max,
        String hello,
        List<String> denied,
        Usage reply,
        List<Streamed> stream) {

    /** The members that a chat must have. */
    static final String HELLO = Bodies.HELLO;

    /**
     * A stream.
     *
     * @param file its name
     * @param type its content type
     * @param usage what it used
     * @param delivered the bytes of its visible output
     */
    record Streamed(String file, String type, Usage usage, long delivered) {
        static List<Streamed> events(Usage usage, long delivered) {
            return List.of(new Streamed("stream.sse", "text/event-stream", usage, delivered));
        }

        static List<Streamed> frames(Usage usage, long delivered) {
            return List.of(new Streamed("stream.jsonl", "application/vnd.amazon.eventstream", usage, delivered));
        }

        boolean isText() {
            return !file.equals("stream.jsonl");
        }

        static List<Streamed> lines(Usage usage, long delivered) {
            return List.of(new Streamed("stream.ndjson", "application/x-ndjson", usage, delivered));
        }
    }

    static Stream<DialectExample> all() {
        return Stream.concat(DialectExamples.ALL.stream(), OwnDialects.EXAMPLES.stream());
    }

    /** Those whose replies the model writes. */
    static Stream<DialectExample> writing() {
        return all().filter(example -> !example.max.isEmpty());
    }

    /** Those whose streams are text, so that a refusal can be a part of them. */
    static Stream<DialectExample> speaking() {
        return streaming().filter(example -> example.streamed().isText());
    }

    /** Those whose replies may be streamed. */
    static Stream<DialectExample> streaming() {
        return all().filter(example -> !example.stream.isEmpty());
    }

    Dialect dialect() {
        return allowing();
    }

    /** The dialect with further fields, at a path that names a model where its paths do. */
    Dialect allowing(String... names) {
        AppFields usual = AppFields.DEFAULT;
        return with(new AppFields(
                usual.message(),
                usual.maxOutputTokens(),
                usual.maxSteps(),
                usual.retrievalLimit(),
                usual.model(),
                Set.of(names)));
    }

    /** The dialect as a route has it, at a path that names a model where its paths do. */
    Dialect with(AppFields route) {
        return OwnDialects.has(name)
                ? OwnDialects.named(name, route)
                : Dialects.named(name, route).orElseThrow().at(path());
    }

    private String path() {
        return switch (name) {
            case "bedrock-converse" -> Bodies.BEDROCK_PATH;
            case "gemini" -> Bodies.GEMINI_PATH;
            default -> "/";
        };
    }

    byte[] request() {
        return file("request.json");
    }

    byte[] replyFile() {
        return file("reply.json");
    }

    Streamed streamed() {
        return stream.get(0);
    }

    byte[] streamFile() {
        byte[] stream = file(streamed().file());
        return streamed().isText() ? stream : Frames.of(stream);
    }

    private byte[] file(String file) {
        String path = OwnDialects.builtIn(name) + "/" + file;
        try (InputStream in = DialectExample.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A body with one member besides the least; the member may lie in objects. */
    String with(String pointer, String value) {
        String[] steps = pointer.substring(1).split("/", -1);
        return "{\"" + String.join("\":{\"", steps) + "\":" + value + "}".repeat(steps.length - 1) + "," + hello + "}";
    }

    String withMember(String member) {
        return "{" + member + "," + hello + "}";
    }

    @Override
    public String toString() {
        return name;
    }
}
