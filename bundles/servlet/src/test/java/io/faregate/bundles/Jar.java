package io.faregate.bundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A jar.
 *
 * @param path where it is
 */
record Jar(Path path) {

    /** That of a class of the tests' own class path. */
    static Jar of(Class<?> type) {
        try {
            return new Jar(Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI()));
        } catch (URISyntaxException never) {
            throw new IllegalStateException(never);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    /** The names of its files as they come, one that is there twice too. */
    List<String> files() {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            List<String> names = new ArrayList<>();
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    names.add(entry.getName());
                }
            }
            return names;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its files whose names match, with what is in them. */
    Map<String, byte[]> contents(String names) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            Map<String, byte[]> contents = new TreeMap<>();
            for (String name : files()) {
                if (name.matches(names)) {
                    contents.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
                }
            }
            return contents;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its classes, but for those that are for newer Java alone. */
    Map<String, byte[]> classes() {
        return contents("(?!META-INF/|module-info).*\\.class");
    }
}
