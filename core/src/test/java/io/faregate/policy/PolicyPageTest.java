package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/policy.md shows, and that it is true. */
class PolicyPageTest {
    private static final Path PAGE = Generated.root().resolve("docs/policy.md");
    private static final String BEGIN = "<!-- generated from the key table: begin -->\n";
    private static final String END = "<!-- generated from the key table: end -->\n";

    @Test
    void theReferenceIsTheKeyTable() throws IOException {
        String page = Files.readString(PAGE);
        String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        String after = page.substring(page.indexOf(END));

        Generated.check(PAGE, before + "\n" + KeyTable.of(RootKeys.ROOT) + "\n" + after);
    }

    @Test
    void everyExampleIsRight() {
        for (Section section : KeyTable.sections(RootKeys.ROOT)) {
            for (Key<?> key : section.keys()) {
                Mistakes mistakes = new Mistakes("example");
                Yaml example = new YamlReader(Variables.system(), mistakes).read(key.example());

                assertThat(key.kind().read(example, key.name(), mistakes))
                        .as(section.name() + "." + key.name())
                        .isNotNull();
                assertThat(mistakes.isEmpty())
                        .as(section.name() + "." + key.name() + ": " + key.example())
                        .isTrue();
            }
        }
    }

    @Test
    void thePoliciesOfThePageLoadWithoutAFinding() throws IOException {
        for (String name : List.of("first.yaml", "behind-a-proxy.yaml", "messages.yaml")) {
            Policy policy = PolicyFile.read("classpath:io/faregate/policy/" + name, PolicyPageTest::open);

            assertThat(policy.findings()).as(name).isEmpty();
        }
    }

    @Test
    void theMistakesOfThePageAreThoseOfItsFile() throws IOException {
        String wrong = """
                faregate: 1
                callers: {default-plan: fre}
                plans:
                  free: {models: [gpt-5-nano]}
                routes:
                  - path: /api/chat
                    cap: {output-tokens: 800}
                  - path: /api/agent
                    caps: {output-tokens: lots, duration: 90}
                """;

        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> PolicyFile.read("policy.yaml", wrong))
                .satisfies(thrown ->
                        assertThat(Files.readString(PAGE)).contains("```text\n" + thrown.getMessage() + "\n```"));
    }

    private static InputStream open(String location) throws IOException {
        return location.endsWith("contract.csv")
                ? new ByteArrayInputStream("model,input,output\nhouse,1,2\n".getBytes(StandardCharsets.UTF_8))
                : PolicyResources.standard().open(location);
    }
}
