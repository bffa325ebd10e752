package io.faregate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One spelling of a path for all that frameworks take for the same: upper case, empty and dot segments, backslashes and
 * escaped slashes, a slash at the end, path parameters, dots and spaces at a segment's end, all behind a zero. In doubt a
 * path is the guarded one.
 */
final class Spelling {
    /** What parts names to somebody, in a path in lower case. */
    static final Pattern SEPARATOR = Pattern.compile("/|\\\\|%2f|%5c");

    private Spelling() {}

    static String plain(String path) {
        return isPlain(path) ? path : spelt(path);
    }

    /** Whether nothing in it needs a second look, as in nearly all paths. */
    static boolean isPlain(String path) {
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
        for (String segment : SEPARATOR.split(upToZero(path).toLowerCase(Locale.ROOT), -1)) {
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

    static String withoutParameters(String segment) {
        int parameters = segment.indexOf(';');
        return parameters < 0 ? segment : segment.substring(0, parameters);
    }

    /** What Windows and old frameworks do not see at the end of a name. */
    static String withoutEnd(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) <= ' ')) {
            end--;
        }
        return name.substring(0, end);
    }
}
