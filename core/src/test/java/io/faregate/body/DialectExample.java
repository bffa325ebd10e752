package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One dialect as its clients and its provider speak it: the files of its name, and what is in them.
 *
 * @param name the dialect
 * @param requests its table
 * @param max where the tokens of one reply are chosen, as a JSON pointer
 * @param hello the least members that a body must have
 * @param denied members that are not let in from a client
 * @param reply what {@code reply.json} used
 * @param stream what {@code stream.sse} used
 * @param delivered the bytes of its visible output
 */
record DialectExample(
        String name,
        Fields requests,
        String max,
        String hello,
        List<String> denied,
        Usage reply,
        Usage stream,
        long delivered) {

    static Stream<DialectExample> all() {
        return Stream.of(openAiChat(), anthropic());
    }

    private static DialectExample openAiChat() {
        return new DialectExample(
                "openai-chat",
                OpenAiChat.request(Set.of()),
                "/max_completion_tokens",
                Bodies.HELLO,
                List.of("\"store\":true", "\"service_tier\":\"auto\"", "\"tools\":[{\"type\":\"web_search\"}]"),
                Usage.of(30, 50).with(Unit.CACHE_READ_TOKENS, 60).with(Unit.CACHE_WRITE_TOKENS, 10),
                Usage.of(9, 4),
                10);
    }

    private static DialectExample anthropic() {
        return new DialectExample(
                "anthropic",
                Anthropic.request(Set.of()),
                "/max_tokens",
                Bodies.HELLO,
                List.of(
                        "\"mcp_servers\":[]",
                        "\"container\":\"c\"",
                        "\"service_tier\":\"auto\"",
                        "\"speed\":\"fast\"",
                        "\"inference_geo\":\"us\"",
                        "\"fallbacks\":[]",
                        "\"context_management\":{}",
                        "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":3}]",
                        "\"tools\":[{\"type\":\"code_execution_20250522\",\"name\":\"c\"}]",
                        "\"system\":[{\"type\":\"document\"}]",
                        "\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1d\"}",
                        "\"thinking\":{\"type\":\"forever\"}"),
                Usage.of(21, 17)
                        .with(Unit.CACHE_READ_TOKENS, 1000)
                        .with(Unit.CACHE_WRITE_TOKENS, 40)
                        .with(Unit.CACHE_WRITE_1H_TOKENS, 150)
                        .with(Unit.WEB_SEARCHES, 2),
                Usage.of(21, 33).with(Unit.CACHE_READ_TOKENS, 1000),
                42);
    }

    Dialect dialect() {
        return Dialects.named(name, AppFields.DEFAULT).orElseThrow();
    }

    byte[] request() {
        return file("request.json");
    }

    byte[] replyFile() {
        return file("reply.json");
    }

    byte[] streamFile() {
        return file("stream.sse");
    }

    private byte[] file(String file) {
        try (InputStream in = DialectExample.class.getResourceAsStream(name + "/" + file)) {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A body with one member besides the least; the member may lie in objects. */
    String with(String pointer, String value) {
        String[] steps = pointer.substring(1).split("/", -1);
        StringBuilder body = new StringBuilder("{");
        for (String step : steps) {
            body.append('"').append(step).append("\":{");
        }
        body.setLength(body.length() - 1);
        return body.append(value).append("}".repeat(steps.length - 1)).append(',') + hello + "}";
    }

    String withMember(String member) {
        return "{" + member + "," + hello + "}";
    }

    @Override
    public String toString() {
        return name;
    }
}
