package io.faregate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One spelling of a path for all that frameworks take for the same: upper case, empty and dot segments, backslashes and
 * escaped slashes, a slash at the end, path parameters, dots and spaces at a segment's end, all behind a zero. In doubt a
 * path is the guarded one.
 */
final class Spelling {
    private static final Pattern SEPARATOR = Pattern.compile("/|\\\\|%2f|%5c");
    private static final Pattern NOT_TO_ALL = Pattern.compile("\\\\|%2f|%5c|\0");

    private Spelling() {}

    static String plain(String path) {
        return isPlain(path) ? path : spelt(path);
    }

    /** Whether nothing in it needs a second look, as in nearly all paths. */
    private static boolean isPlain(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char next = path.charAt(i);
            boolean usual = (next >= 'a' && next <= 'z') || (next >= '0' && next <= '9') || "-_~/.".indexOf(next) >= 0;
            if (!usual || ((before == '/' || before == '.') && (next == '/' || next == '.'))) {
                return false;
            }
            before = next;
        }
        return path.length() == 1 ? before == '/' : before != '/' && before != '.' && path.startsWith("/");
    }

    private static String spelt(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : segments(upToZero(path))) {
            String name = withoutParameters(segment);
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!withoutEnd(name).isEmpty()) {
                segments.addLast(withoutEnd(name));
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String upToZero(String path) {
        int zero = path.indexOf('\0');
        return zero < 0 ? path : path.substring(0, zero);
    }

    private static String[] segments(String path) {
        return SEPARATOR.split(path.toLowerCase(Locale.ROOT), -1);
    }

    /**
     * A path with all in it that somebody may take for a name and others for nothing, for a way up or for a separator; null
     * where there is no such thing. Who has variables in paths may take it for one of them.
     */
    static @Nullable String doubtful(String path) {
        if (isPlain(path)) {
            return null;
        }
        boolean isDoubtful = NOT_TO_ALL.matcher(path.toLowerCase(Locale.ROOT)).find();
        StringBuilder kept = new StringBuilder();
        for (String segment : segments(path)) {
            String name = withoutEnd(withoutParameters(segment));
            isDoubtful |= name.isEmpty() && !segment.isEmpty();
            kept.append(name.isEmpty() ? segment : name).append('/');
        }
        return isDoubtful ? withoutSlashes(kept) : null;
    }

    private static String withoutSlashes(StringBuilder path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static String withoutParameters(String segment) {
        int parameters = segment.indexOf(';');
        return parameters < 0 ? segment : segment.substring(0, parameters);
    }

    /** What Windows and old frameworks do not see at the end of a name. */
    private static String withoutEnd(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) <= ' ')) {
            end--;
        }
        return name.substring(0, end);
    }
}
