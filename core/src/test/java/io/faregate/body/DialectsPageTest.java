package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/dialects.md has all dialects, in their order, with the fields that they do have. */
class DialectsPageTest {

    @Test
    void everyDialectHasItsRow() throws IOException {
        List<String> rows = rows();

        assertThat(rows.stream().map(row -> row.split("`", -1)[1]).toList()).isEqualTo(Dialects.names());
    }

    @Test
    void everyRowNamesTheFieldOfTheMaximum() throws IOException {
        for (DialectExample example : DialectExamples.ALL) {
            String row = rows().stream()
                    .filter(line -> line.startsWith("| `" + example.name() + "` "))
                    .findFirst()
                    .orElseThrow();

            assertThat(row).contains(example.max().isEmpty() ? "| none |" : "`" + example.max() + "`");
        }
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "dialects.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }
}
