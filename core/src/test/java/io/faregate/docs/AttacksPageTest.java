package io.faregate.docs;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That docs/attacks.md leaves no attack out, and names tests that there are. */
final class AttacksPageTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*`[A-Z]\\w+\\.\\w+` \\|$");

    private final Path root = DocsTest.root();
    private final String page = read(root.resolve("docs/attacks.md"));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void eachTestOfThePageIsATest() throws IOException {
        Map<String, String> sources;
        try (Stream<Path> files = Files.walk(root)) {
            sources = files.filter(file -> file.toString().contains("/src/test/java/")
                            && file.toString().endsWith(".java"))
                    .collect(toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            AttacksPageTest::read,
                            (one, other) -> one + other));
        }
        List<MatchResult> tests = TEST.matcher(page).results().toList();

        assertThat(tests).hasSizeGreaterThan(40);
        for (MatchResult test : tests) {
            // what is no test is private
            assertThat(sources).containsKey(test.group(1));
            assertThat(sources.get(test.group(1))).as(test.group()).contains("\n    void " + test.group(2) + "(");
        }
    }

    @Test
    void eachAttackHasItsRow() {
        List<Integer> attacks = IntStream.rangeClosed(1, 50).boxed().toList();
        List<Integer> traps = IntStream.rangeClosed(1, 10).boxed().toList();
        List<Integer> rows = ROW.matcher(page)
                .results()
                .map((MatchResult row) -> Integer.parseInt(row.group(1)))
                .toList();

        assertThat(rows).startsWith(attacks.toArray(Integer[]::new)).endsWith(traps.toArray(Integer[]::new));
        assertThat(rows).hasSize(attacks.size() + traps.size());
    }
}
