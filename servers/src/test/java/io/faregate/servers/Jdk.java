package io.faregate.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * A JDK that servers run on.
 *
 * @param home its directory
 */
record Jdk(Path home) {
    Path tool(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** As {@code 17.0.15}. */
    String version() {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("release"))) {
            release.load(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(home + " is no JDK", failure);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }

    int feature() {
        return Runtime.Version.parse(version()).feature();
    }
}
