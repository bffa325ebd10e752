package io.faregate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every link of a page within the repository leads to a file that is there, and to a heading that the file has. */
final class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        Path root = DocsTest.root();
        return DocsTest.pages(root).stream()
                .map(page -> DynamicTest.dynamicTest(
                        root.relativize(page).toString(),
                        () -> assertThat(broken(page)).isEmpty()));
    }

    @Test
    void whatLeadsNowhereIsFound(@TempDir Path directory) throws IOException {
        Path page = directory.resolve("page.md");
        Files.writeString(
                page,
                "# Here, and `now`\n[a](page.md#here-and-now) [b](#here) [c](gone.md) [d](https://example.org/x) [e](page.md)\n");

        assertThat(broken(page)).containsExactly("#here", "gone.md");
    }

    private static List<String> broken(Path page) throws IOException {
        return LINK.matcher(Files.readString(page))
                .results()
                .filter(link -> !leads(page, link.group(1), link.group(2)))
                .map(link -> link.group(1) + (link.group(2) == null ? "" : "#" + link.group(2)))
                .toList();
    }

    private static boolean leads(Path page, String file, String heading) {
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        return Files.exists(target) && (heading == null || headings(target).contains(heading));
    }

    /** As a page of them is addressed: in lower case, without punctuation, a hyphen for each space. */
    private static List<String> headings(Path page) {
        try (Stream<String> lines = Files.lines(page)) {
            return lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
                    .map(text -> text.replaceAll("[^\\p{L}\\p{N}\\s_-]", "").replace(' ', '-'))
                    .toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
