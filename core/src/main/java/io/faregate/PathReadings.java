package io.faregate;

import io.faregate.policy.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * All the ways in which somebody may read a path that has doubtful parts: dots are a name or a way up, what is nothing but
 * parameters, spaces or a dot is a name or nothing, what an escaped slash or a backslash parts is one name or two, and behind
 * a zero a path goes on or ends. Which of it an application's framework does nobody can know. Immutable.
 */
final class PathReadings {
    /** A path of more parts may be any; as many ways up fit into a word. */
    private static final int MOST_PARTS = 63;

    private final List<Part> parts = new ArrayList<>();
    private boolean isDoubtful;

    /** Those of the path up to its zero. */
    private final @Nullable PathReadings cut;

    /**
     * What stands between two separators.
     *
     * @param name as patterns are spelt plainly; empty for what may be nothing
     * @param isWritten whether anything stands there at all
     * @param hasParameters whether parameters are its end, and what is joined to it may be of them
     * @param isJoined whether some take it and the part before it for one name
     */
    private record Part(String name, boolean isWritten, boolean isUp, boolean hasParameters, boolean isJoined) {
        boolean isNothing() {
            return name.isEmpty() && !isUp;
        }
    }

    private PathReadings(String path) {
        int zero = path.indexOf('\0');
        cut = zero < 0 ? null : new PathReadings(path.substring(0, zero));
        isDoubtful = zero >= 0;
        int from = path.startsWith("/") ? 1 : 0;
        boolean isJoined = false;
        Matcher separator = Spelling.SEPARATOR.matcher(path).region(from, path.length());
        while (separator.find()) {
            add(path.substring(from, separator.start()), isJoined);
            isJoined = path.charAt(separator.start()) != '/';
            isDoubtful |= isJoined;
            from = separator.end();
        }
        add(path.substring(from), isJoined);
    }

    /** Of a path that can be read in one way only, but for capitals and slashes, there are none. */
    static @Nullable PathReadings of(String path) {
        if (Spelling.isPlain(path)) {
            return null;
        }
        PathReadings readings = new PathReadings(path.toLowerCase(Locale.ROOT));
        return readings.isDoubtful ? readings : null;
    }

    private void add(String written, boolean isJoined) {
        String named = Spelling.withoutParameters(written);
        boolean isUp = named.strip().equals("..");
        String name = Spelling.withoutEnd(named);
        parts.add(new Part(name, !written.isEmpty(), isUp, !named.equals(written), isJoined));
        isDoubtful |= name.isEmpty() && !written.isEmpty();
    }

    /** Whether one of the readings is a path of a pattern. */
    boolean mayBe(PathPattern pattern) {
        return parts.size() > MOST_PARTS || hasWay(pattern) || (cut != null && cut.mayBe(pattern));
    }

    /**
     * It goes from the last part to the first, as a way up takes what stands before it: bit k of {@code ways[i][j]} says that
     * the parts from i on can be read as the pattern's segments from j on, with k ways up left for parts before.
     */
    private boolean hasWay(PathPattern pattern) {
        List<String> wanted = pattern.segments();
        int last = wanted.size();
        long[][] ways = new long[parts.size() + 1][last + 1];
        ways[parts.size()][last] = 1;
        for (int to = parts.size(); to > 0; to--) {
            int from = to;
            do {
                from--;
                read(from, to, ways, wanted, pattern.isPrefix());
            } while (parts.get(from).isJoined());
        }
        return ways[0][0] != 0;
    }

    /** Reads some parts as one: for a way up, for nothing, for a name that a way up takes, or for a segment. */
    private void read(int from, int to, long[][] ways, List<String> wanted, boolean isPrefix) {
        Part part = parts.get(from);
        boolean isOne = to - from == 1 || part.hasParameters();
        for (int segment = 0; segment <= wanted.size(); segment++) {
            long left = ways[to][segment];
            boolean isSegment = (left & 1) != 0;
            boolean isBelow = isSegment && isPrefix && segment == wanted.size();
            ways[from][segment] |= (left >>> 1)
                    | (isOne && part.isUp() ? left << 1 : 0)
                    | (isOne && part.isNothing() ? left : 0)
                    | (isBelow ? 1 : 0);
            if (isSegment && segment > 0 && isNamed(wanted.get(segment - 1), part, isOne)) {
                ways[from][segment - 1] |= 1;
            }
        }
    }

    private static boolean isNamed(String wanted, Part part, boolean isOne) {
        return PathPattern.isVariable(wanted)
                ? !isOne || part.isWritten()
                : isOne && part.name().equals(wanted);
    }
}
