package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that are made of the key table. After a change of it, make them anew:
 * {@code mvn -pl core test -Dtest='PolicySchemaTest,PolicyPageTest' -Dfaregate.regenerate}
 */
final class Generated {
    private static final boolean REGENERATE = System.getProperty("faregate.regenerate") != null;

    private Generated() {}

    /** Compares, or writes. */
    static void check(Path file, String expected) throws IOException {
        if (REGENERATE) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("%s is not what the key table says; see %s", file, Generated.class.getName())
                .isEqualTo(expected);
    }

    /** The project's directory, from wherever the test runs. */
    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("docs"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}
