package io.faregate.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Chat bodies of some size, ordinary ones and hostile ones, the same in each run. */
final class ChatBodies {
    private static final String[] WORDS =
            ("the of a gate which ride and to budget model is that for in you can when how we \\\"fare\\\" token it "
                            + "answer with provider request stream question a reserve settled by between because")
                    .split(" ");

    private final Random random = new Random(42);

    private ChatBodies() {}

    /** English text in JSON, without quotes around it. */
    static String english(int length, long seed) {
        return english(length, new Random(seed));
    }

    static Map<String, byte[]> ordinary() {
        ChatBodies bodies = new ChatBodies();
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (int size : new int[] {4 * 1024, 64 * 1024, 1_000_000}) {
            String name = size < 1_000_000 ? size / 1024 + " KB " : "1 MB ";
            all.put(name + "messages", bodies.chat(size, () -> bodies.message(bodies.english(300))));
            all.put(name + "one string", bodies.chat(size, () -> bodies.message(bodies.english(size - 200))));
            all.put(name + "Chinese", bodies.chat(size, () -> bodies.message(bodies.chinese(400))));
            all.put(name + "Java code", bodies.chat(size, () -> bodies.message(bodies.java(3_000))));
            all.put(name + "tools", bodies.tools(size));
        }
        return all;
    }

    static Map<String, byte[]> hostile() {
        ChatBodies bodies = new ChatBodies();
        int size = 64 * 1024;
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("64 KB tiny objects", bodies.metadata("[", size, i -> "{\"" + (char) ('a' + i % 26) + "\":{}}", "]"));
        all.put("64 KB of \\uXXXX", bodies.metadata("[\"x\"", size, i -> "\"" + bodies.escapes(100) + "\"", "]"));
        all.put("64 KB, \\n every few bytes", bodies.metadata("[\"x\"", size, i -> "\"" + bodies.breaks() + "\"", "]"));
        all.put("64 KB of nested arrays", bodies.metadata("[0", size, i -> "[".repeat(60) + "]".repeat(60), "]"));
        all.put("1 MB, objects of 1,000 keys", bodies.metadata("[0", 1_000_000, i -> bodies.object(1_000), "]"));
        all.put("1 MB, one object of 95,000 keys", bodies.metadata("", 1_000_000, i -> "\"" + key(i) + "\":0", ""));
        return all;
    }

    private byte[] chat(int size, Supplier<String> message) {
        StringBuilder body = begin();
        do {
            body.append(body.charAt(body.length() - 1) == '[' ? "" : ",").append(message.get());
        } while (bytes(body).length < size - 100);
        return bytes(body.append("],\"max_tokens\":4000}"));
    }

    private byte[] tools(int size) {
        StringBuilder body =
                begin().append(message("Go.")).append("],\"tools\":[").append(tool(0));
        for (int i = 1; body.length() < size - 400; i++) {
            body.append(',').append(tool(i));
        }
        return bytes(body.append("],\"max_tokens\":4000}"));
    }

    private byte[] metadata(String open, int size, IntFunction<String> element, String close) {
        StringBuilder body = begin().append(message("Go.")).append("],\"metadata\":{");
        body.append(open.isEmpty() ? "" : "\"of\":").append(open);
        for (int i = 0; body.length() < size; i++) {
            char last = body.charAt(body.length() - 1);
            body.append(last == '[' || last == '{' ? "" : ",").append(element.apply(i));
        }
        return bytes(body.append(close).append("},\"max_tokens\":4000}"));
    }

    private static StringBuilder begin() {
        return new StringBuilder("{\"model\":\"gpt-5-mini\",\"temperature\":0.7,\"stream\":true,\"messages\":[");
    }

    private String message(String content) {
        return "{\"role\":\"" + (random.nextBoolean() ? "user" : "assistant") + "\",\"content\":\"" + content + "\"}";
    }

    private String english(int length) {
        return english(length, random);
    }

    private static String english(int length, Random random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(12) == 0 ? ".\\n" : " ");
        }
        return text.toString();
    }

    private String chinese(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(15) == 0 ? "\uff0c" : (char) (0x4e00 + random.nextInt(5_000)) + "");
            text.append(random.nextInt(60) == 0 ? "\\n" : "");
        }
        return text.toString();
    }

    private String java(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            String call = WORDS[random.nextInt(WORDS.length)].replace("\\\"", "");
            text.append(" ".repeat(4 * (1 + random.nextInt(3))))
                    .append("if (gate.")
                    .append(call)
                    .append("(ride, ")
                    .append(random.nextInt(100))
                    .append(")) {\\n")
                    .append(" ".repeat(16))
                    .append("log.info(\\\"")
                    .append(call)
                    .append(" {}\\\", ride.id());\\n");
        }
        return text.toString();
    }

    private String tool(int i) {
        return "{\"type\":\"function\",\"function\":{\"name\":\"look_up_" + i + "\",\"description\":\"" + english(80)
                + "\",\"parameters\":{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\",\"description\":\""
                + english(50)
                + "\"},\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":100},\"kinds\":{\"type\":"
                + "\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"news\",\"mail\",\"files\"]}}},\"required\":["
                + "\"query\",\"limit\"],\"additionalProperties\":false},\"strict\":true}}";
    }

    private String escapes(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(String.format("\\u%04x", 0x20 + random.nextInt(0xd000)));
        }
        return text.toString();
    }

    private String breaks() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            text.append("abcde", 0, random.nextInt(6)).append("\\n");
        }
        return text.toString();
    }

    private String object(int keys) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < keys; i++) {
            text.append(i == 0 ? "\"" : ",\"").append(key(i)).append("\":0");
        }
        return text.append('}').toString();
    }

    private static String key(int i) {
        return "k" + Integer.toString(i, 36);
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
