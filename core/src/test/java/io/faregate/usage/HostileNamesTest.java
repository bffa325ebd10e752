package io.faregate.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.RideRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What a caller is called, and calls a model, is in the log as one line of JSON: case 55 of the hostile ones. */
@Timeout(30)
final class HostileNamesTest {
    private static final String POLICY = """
            faregate: 1
            plans:
              free: {models: [gpt-5-mini]}
            callers: {default-plan: free}
            routes:
              - {path: /chat, dialect: openai-chat, caps: {body-bytes: 2MB}}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n{\"cost\":0}",
                "\u001b[2J\u001b]0;owned\u0007\u009b31m",
                "\u2028\u2029\u0085\u202e",
                "\u0000\u007f\ud800",
                "1MB"
            })
    void case55UserAndModelAreOneLineWhateverTheyAre(String said) {
        String name = said.equals("1MB") ? "x".repeat(1_000_000) : said;
        List<String> lines = new CopyOnWriteArrayList<>();
        try (Faregate gate = Faregate.builder()
                .policy(PolicyFile.read("policy.yaml", POLICY))
                .sink(record -> lines.add(UsageJson.line(record)))
                .build()) {
            gate.admit(RideRequest.of("POST", "/chat", asking(name))
                    .user("a" + name)
                    .build());
        }

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).matches("\\{[\\x20-\\x7e]+\\}").hasSizeLessThan(4_000);
        assertIsOneObject(lines.get(0));
    }

    private static String asking(String model) {
        StringBuilder escaped = new StringBuilder();
        model.chars()
                .forEach(unit -> escaped.append(
                        unit < 0x20 || unit > 0x7e || unit == '"'
                                ? "\\u%04x".formatted(unit)
                                : Character.toString(unit)));
        return "{\"model\":\"" + escaped + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
    }

    private static void assertIsOneObject(String line) {
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            json.skipChildren();
            assertThat(json.nextToken()).isNull();
        }
    }
}
