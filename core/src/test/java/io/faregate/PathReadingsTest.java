package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.PathPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compared with all readings of a path written out, one after the other. */
final class PathReadingsTest {
    private static final String[] PARTS = {"a", "b", "..", "..;x", ".", "", ";x", " ", "...", "a;y", "B", "a\0b"};
    private static final String[] SEPARATORS = {"/", "/", "/", "%2f", "%5C", "\\"};

    @Test
    void aPlainPathHasNone() {
        assertThat(PathReadings.of("/a/b")).isNull();
        assertThat(PathReadings.of("/A//b/")).isNull();
        assertThat(PathReadings.of("/a;x/b.")).isNull();
    }

    @Test
    void theyAreThoseThatCanBeWrittenOut() {
        Random random = new Random(45);
        int doubtful = 0;
        int may = 0;
        for (int i = 0; i < 100_000; i++) {
            String path = path(random);
            String pattern = pattern(random);
            PathReadings readings = PathReadings.of(path);
            if (readings != null) {
                boolean expected = allOf(path).stream().anyMatch(reading -> fits(reading, new PathPattern(pattern)));
                assertThat(readings.mayBe(new PathPattern(pattern)))
                        .as(pattern + " " + path.replace('\0', '0'))
                        .isEqualTo(expected);
                doubtful++;
                may += expected ? 1 : 0;
            }
        }
        assertThat(doubtful).isGreaterThan(50_000);
        assertThat(may).isBetween(doubtful / 20, doubtful / 2);
    }

    @Test
    void aPathOfTooManyPartsMayBeAny() {
        PathReadings readings = PathReadings.of("/x/..;".repeat(1_000));

        assertThat(readings).isNotNull();
        assertThat(readings.mayBe(new PathPattern("/chat"))).isTrue();
    }

    private static String path(Random random) {
        StringBuilder path = new StringBuilder();
        for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
            path.append(path.isEmpty() ? "/" : SEPARATORS[random.nextInt(SEPARATORS.length)])
                    .append(PARTS[random.nextInt(PARTS.length)]);
        }
        return path.toString();
    }

    private static String pattern(Random random) {
        StringBuilder pattern = new StringBuilder();
        for (int segments = random.nextInt(4); segments > 0; segments--) {
            pattern.append('/').append(List.of("a", "b", "{x}").get(random.nextInt(3)));
        }
        return pattern.append(random.nextInt(3) == 0 || pattern.isEmpty() ? "/*" : "")
                .toString();
    }

    /** All lists of names that a path may stand for; a name may be several parts with their separators. */
    private static Set<List<String>> allOf(String path) {
        Set<List<String>> all = new HashSet<>();
        String lower = path.toLowerCase(Locale.ROOT);
        int zero = lower.indexOf('\0');
        read(lower.substring(1), List.of(), all);
        read(lower.substring(1, zero < 0 ? lower.length() : zero), List.of(), all);
        return all;
    }

    private static void read(String rest, List<String> before, Set<List<String>> all) {
        for (int end = 0; end <= rest.length(); end++) {
            boolean isHard = end == rest.length() || rest.charAt(end) == '/';
            int length = isHard ? 1 : softAt(rest, end);
            if (length > 0) {
                for (List<String> read : withPart(before, rest.substring(0, end))) {
                    goOn(rest, end + length, read, all);
                }
            }
            if (isHard) {
                return;
            }
        }
    }

    private static void goOn(String rest, int from, List<String> read, Set<List<String>> all) {
        if (from > rest.length()) {
            all.add(read);
        } else {
            read(rest.substring(from), read, all);
        }
    }

    private static int softAt(String text, int place) {
        if (text.startsWith("%2f", place) || text.startsWith("%5c", place)) {
            return 3;
        }
        return text.charAt(place) == '\\' ? 1 : 0;
    }

    private static List<List<String>> withPart(List<String> before, String part) {
        List<List<String>> all = new ArrayList<>();
        String stripped = part.indexOf(';') < 0 ? part : part.substring(0, part.indexOf(';'));
        String name = stripped.replaceAll("[. ]+$", "");
        all.add(with(before, part.isEmpty() ? "<empty>" : name.isEmpty() ? "<" + part + ">" : name));
        if (stripped.equals("..")) {
            all.add(before.isEmpty() ? before : before.subList(0, before.size() - 1));
        } else if (name.isEmpty()) {
            all.add(before);
        }
        return all;
    }

    private static List<String> with(List<String> before, String name) {
        List<String> longer = new ArrayList<>(before);
        longer.add(name);
        return List.copyOf(longer);
    }

    private static boolean fits(List<String> names, PathPattern pattern) {
        List<String> wanted = pattern.segments();
        if (names.size() < wanted.size() || (names.size() > wanted.size() && !pattern.isPrefix())) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            boolean fits = PathPattern.isVariable(wanted.get(i))
                    ? !names.get(i).equals("<empty>")
                    : names.get(i).equals(wanted.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
