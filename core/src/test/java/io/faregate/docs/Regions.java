package io.faregate.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The regions of source files: the lines between a comment {@code tag::name[]} and a comment {@code end::name[]},
 * moved to the left margin. Only files under a {@code src} directory count, which the build compiles or a test loads.
 */
final class Regions {
    /** The languages whose blocks must be regions, and how the names of their files end. */
    static final Map<String, String> ENDINGS = Map.of("java", ".java", "xml", ".xml", "yaml", ".yaml", "csv", ".csv");

    private static final Pattern MARK = Pattern.compile("\\s*(?://|#|<!--)\\s*(tag|end)::([\\w-]+)\\[]\\s*(?:-->)?");

    private final Map<String, Set<String>> texts = new HashMap<>();

    private Regions() {}

    /** The regions of all source files below a directory. */
    static Regions below(Path root) throws IOException {
        Regions regions = new Regions();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> isSource(root.relativize(file))).forEach(regions::read);
        }
        return regions;
    }

    /** Whether some region in a language has this text. */
    boolean contain(String language, String text) {
        return texts.getOrDefault(language, Set.of()).contains(text);
    }

    /** The regions of one file, by name; fails when one is not closed. */
    static Map<String, String> of(List<String> lines) {
        Map<String, String> regions = new HashMap<>();
        Map<String, Integer> open = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher mark = MARK.matcher(lines.get(i));
            if (mark.matches()) {
                String name = mark.group(2);
                if (mark.group(1).equals("tag")) {
                    open.put(name, i);
                } else {
                    int begin = Objects.requireNonNull(open.remove(name), () -> name + " ends and has no beginning");
                    regions.put(name, flush(lines.subList(begin + 1, i)));
                }
            }
        }
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("regions that do not end: " + open.keySet());
        }
        return regions;
    }

    /** Lines without their common margin, and without marks. */
    static String flush(List<String> lines) {
        List<String> kept =
                lines.stream().filter(line -> !MARK.matcher(line).matches()).toList();
        int margin = kept.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        return kept.stream()
                .map(line -> line.isBlank() ? "" : line.substring(margin))
                .collect(Collectors.joining("\n"));
    }

    private static boolean isSource(Path file) {
        boolean isUnderSrc = false;
        for (Path part : file) {
            if (part.toString().equals("target") || part.toString().startsWith(".")) {
                return false;
            }
            isUnderSrc |= part.toString().equals("src");
        }
        return isUnderSrc && ENDINGS.values().stream().anyMatch(file.toString()::endsWith);
    }

    private void read(Path file) {
        try {
            Set<String> found = new HashSet<>(of(Files.readAllLines(file)).values());
            ENDINGS.forEach((language, ending) -> {
                if (file.toString().endsWith(ending)) {
                    texts.computeIfAbsent(language, key -> new HashSet<>()).addAll(found);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new AssertionError(file + ": " + e.getMessage(), e);
        }
    }
}
