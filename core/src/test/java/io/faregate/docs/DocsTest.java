package io.faregate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.faregate.docs.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fenced block in Java, XML, YAML or CSV, on any page, is a region of a source file: between a comment with
 * {@code tag::name[]} and one with {@code end::name[]}. Blocks for people are marked {@code sh}, {@code text},
 * {@code json} or {@code http}.
 */
final class DocsTest {
    private static final Set<String> FOR_PEOPLE = Set.of("sh", "text", "json", "http");

    @TestFactory
    Stream<DynamicTest> everyBlockIsARegionOfASource() throws IOException {
        Path root = root();
        Regions regions = Regions.below(root);
        return pages(root).stream()
                .map(page -> DynamicTest.dynamicTest(
                        root.relativize(page).toString(),
                        () -> assertThat(foreign(Files.readString(page), regions))
                                .isEmpty()));
    }

    @Test
    void aBlockThatDiffersFromEveryRegionIsFound() throws IOException {
        Regions regions = Regions.below(root());
        String page = "# T\n\n```java\nint neverWritten = 1;\n```\n\n```\nx\n```\n\n```sh\nls\n```\n";

        assertThat(foreign(page, regions)).containsExactly("line 3: java", "line 7: ");
    }

    @Test
    void blocksAreFoundInListsAndBetweenOtherFences() {
        String page =
                "1. do\n\n   ```yaml\n   a:\n     b\n   ```\n~~~~text\n```java\n~~~\n~~~~\n````xml title\n<a/>\n````\n";

        assertThat(Page.blocks(page))
                .containsExactly(
                        new Block("yaml", 3, "a:\n  b"),
                        new Block("text", 7, "```java\n~~~"),
                        new Block("xml", 11, "<a/>"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Page.blocks("```java\nint a;\n"))
                .withMessageContaining("line 1");
    }

    @Test
    void regionsMayNestAndMustEnd() {
        List<String> source =
                List.of("  # tag::a[]", "  one", "  # tag::b[]", "    two", "  # end::b[]", "  # end::a[]");

        assertThat(Regions.of(source)).isEqualTo(Map.of("a", "one\n  two", "b", "two"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Regions.of(source.subList(0, 5)))
                .withMessageContaining("[a]");
        assertThatNullPointerException()
                .isThrownBy(() -> Regions.of(source.subList(1, 6)))
                .withMessageContaining("a ends");
    }

    /** The blocks of a page that are neither a region nor for people. */
    private static List<String> foreign(String page, Regions regions) {
        return Page.blocks(page).stream()
                .filter(block -> !FOR_PEOPLE.contains(block.language()))
                .filter(block -> !regions.contain(block.language(), block.text()))
                .map(block -> "line " + block.line() + ": " + block.language())
                .toList();
    }

    /** The pages of the documentation, of the front and of the samples. */
    static List<Path> pages(Path root) throws IOException {
        try (Stream<Path> docs = Files.walk(root.resolve("docs"));
                Stream<Path> samples = Files.find(root.resolve("samples"), 2, (file, is) -> is.isRegularFile());
                Stream<Path> top = Files.list(root)) {
            List<Path> pages = Stream.of(docs, samples, top)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            assertThat(pages).isNotEmpty();
            return pages;
        }
    }

    /** The nearest directory upwards that has the pages. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("docs"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
