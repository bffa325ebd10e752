package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Scans with the scanner and with {@link JacksonScanner}, and holds that nobody could tell which of them it was. */
final class Oracle {
    private static final long[] GIVEN = {1, 800, Long.MAX_VALUE};

    private static final Fields CHAT = OpenAiChat.request(Set.of("context"));
    private static final Fields APP = AppBody.request(AppFields.DEFAULT);

    private Oracle() {}

    /** Compares with two tables, whoever wrote the body; returns how many of the scans let it in. */
    static int compare(byte[] body) {
        int accepted = 0;
        for (Origin origin : Origin.values()) {
            accepted += compare(body, CHAT, origin) ? 1 : 0;
            accepted += compare(body, APP, origin) ? 1 : 0;
        }
        return accepted;
    }

    /** Compares with one table, whoever wrote the body. */
    static int compare(byte[] body, Fields table) {
        int accepted = 0;
        for (Origin origin : Origin.values()) {
            accepted += compare(body, table, origin) ? 1 : 0;
        }
        return accepted;
    }

    /** Compares one way only, for tests of many bodies. */
    static void compareChat(byte[] body) {
        compare(body, CHAT, Origin.CLIENT);
    }

    private static boolean compare(byte[] body, Fields table, Origin origin) {
        Scan scan = new JsonScanner(table).scan(body, body.length, origin);
        Scan expected = new JacksonScanner(table).scan(body, body.length, origin);
        if (scan instanceof RequestShape shape && expected instanceof RequestShape other) {
            compare(body, shape, other);
            return true;
        }
        if (!scan.equals(expected)) {
            assertThat(scan).as(text(body)).isEqualTo(expected);
        }
        return false;
    }

    private static void compare(byte[] body, RequestShape shape, RequestShape other) {
        if (!summary(shape).equals(summary(other))) {
            assertThat(summary(shape)).as(text(body)).isEqualTo(summary(other));
        }
        compare(body, shape.edit().bytes(), other.edit().bytes());
        compare(
                body,
                shape.instructed("\"be\" kind").edit().bytes(),
                other.instructed("\"be\" kind").edit().bytes());
        for (long given : GIVEN) {
            compare(body, edited(shape, given), edited(other, given));
        }
    }

    private static List<Object> summary(RequestShape shape) {
        return List.of(
                shape.model(),
                Bodies.size(shape.prompt()),
                shape.promptChars(),
                Arrays.stream(Choice.values()).map(shape::asked).toList(),
                shape.most(1, 1),
                Arrays.stream(Claim.values()).map(shape::claimed).toList(),
                shape.toolNames(),
                shape.providerTools(),
                shape.lastAuthor(),
                shape.turns(),
                shape.documents(),
                shape.isAllInstructions(),
                shape.stream(),
                shape.usageAsked());
    }

    private static byte[] edited(RequestShape shape, long given) {
        Edits edits = shape.edit().model("given").forceUsage();
        for (Choice choice : Choice.values()) {
            edits.set(choice, given);
        }
        return edits.bytes();
    }

    private static void compare(byte[] body, byte[] bytes, byte[] expected) {
        if (!Arrays.equals(bytes, expected)) {
            assertThat(text(bytes)).as(text(body)).isEqualTo(text(expected));
        }
        if (bytes == body != (expected == body)) {
            assertThat(bytes == body).as(text(body)).isEqualTo(expected == body);
        }
    }

    /** Each byte as a character, so that a failure can be run again. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
