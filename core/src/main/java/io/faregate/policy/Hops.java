package io.faregate.policy;

import io.faregate.ride.RequestHead;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The hops of a forwarding header from the nearest to the farthest: all lines of the header are one list, read from its
 * right end, element by element. What the client wrote stands left of what a proxy added, and so can not change how
 * that is read.
 */
final class Hops implements Iterator<String> {
    private static final String UNREADABLE = "?";

    private final Forwarding header;
    private final List<String> lines;
    private int line;
    private int end;
    private String next = "";

    private Hops(Forwarding header, List<String> lines) {
        this.header = header;
        this.lines = lines;
        line = lines.size();
        advance();
    }

    static Iterator<String> of(Forwarding header, RequestHead head) {
        return new Hops(header, head.headers(header == Forwarding.FORWARDED ? "Forwarded" : "X-Forwarded-For"));
    }

    @Override
    public boolean hasNext() {
        return !next.isEmpty();
    }

    @Override
    public String next() {
        if (next.isEmpty()) {
            throw new NoSuchElementException();
        }
        String element = next;
        advance();
        return header == Forwarding.FORWARDED ? node(element) : element;
    }

    /** Finds the next element to the left; empty ones do not count. */
    private void advance() {
        next = "";
        while (next.isEmpty() && (end > 0 || line > 0)) {
            if (end <= 0) {
                line--;
                // one beyond the end, as if a comma stood there
                end = lines.get(line).length() + 1;
            }
            int begin = begin(lines.get(line), end - 1);
            next = lines.get(line).substring(begin, end - 1).strip();
            end = begin;
        }
    }

    /** The begin of the element that ends here: behind a comma that is not quoted. */
    private int begin(String text, int from) {
        boolean quoted = false;
        for (int i = from - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == '"' && header == Forwarding.FORWARDED && !isEscaped(text, i)) {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Whether a backslash stands for this character; two stand for one of themselves. */
    private static boolean isEscaped(String text, int at) {
        int first = at;
        while (first > 0 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return (at - first) % 2 == 1;
    }

    /** The node of one element's {@code for}, RFC 7239 section 4. */
    private static String node(String element) {
        String node = "";
        for (String pair : pairs(element)) {
            int equals = pair.indexOf('=');
            if (equals >= 0 && pair.substring(0, equals).strip().equalsIgnoreCase("for")) {
                if (!node.isEmpty()) {
                    return UNREADABLE;
                }
                node = unquoted(pair.substring(equals + 1).strip());
            }
        }
        return node.isEmpty() ? UNREADABLE : node;
    }

    /** What stands between semicolons that are not quoted. */
    private static List<String> pairs(String element) {
        List<String> pairs = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' && !isEscaped(element, i)) {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                pairs.add(element.substring(begin, i));
                begin = i + 1;
            }
        }
        pairs.add(element.substring(begin));
        return pairs;
    }

    /** An address needs no backslash, so a quoted one is as unreadable as a name. */
    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 2 && value.startsWith("\"") && value.endsWith("\"");
        String plain = isQuoted ? value.substring(1, value.length() - 1) : value;
        return plain.isEmpty() || plain.indexOf('"') >= 0 || plain.indexOf('\\') >= 0 ? UNREADABLE : plain;
    }
}
