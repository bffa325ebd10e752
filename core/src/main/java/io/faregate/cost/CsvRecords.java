package io.faregate.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a text into records as RFC 4180 does: fields between commas, quoted when they hold a comma, a quote (written
 * twice) or a line break. Beyond the RFC, blank lines and lines that begin with {@code #} are left out, and blanks
 * around a field do not count.
 */
final class CsvRecords {
    /** A record and the line it begins on, from one. */
    record Fields(int line, List<String> values) {}

    /** What is wrong with the quotes, and where. */
    record Broken(int line, String found) {}

    static final String QUOTES = "a quote only around a whole field, written twice inside it";

    private final List<Fields> records = new ArrayList<>();
    private final List<Broken> broken = new ArrayList<>();
    private final String text;
    private int at;
    private int line = 1;

    CsvRecords(String text) {
        this.text = text;
        while (at < text.length()) {
            next();
        }
    }

    List<Fields> records() {
        return records;
    }

    List<Broken> broken() {
        return broken;
    }

    private void next() {
        if (text.charAt(at) == '#') {
            skipLine();
            return;
        }
        int begin = line;
        List<String> values = new ArrayList<>();
        do {
            values.add(field());
        } while (take(','));
        skipLine();
        if (values.size() > 1 || !values.get(0).isEmpty()) {
            records.add(new Fields(begin, List.copyOf(values)));
        }
    }

    private String field() {
        skipBlanks();
        if (!take('"')) {
            String value = plain();
            if (value.indexOf('"') >= 0) {
                broken.add(new Broken(line, value));
            }
            return value;
        }
        String value = quoted();
        String after = plain();
        if (!after.isEmpty()) {
            broken.add(new Broken(line, '"' + value + '"' + after));
        }
        return value.strip();
    }

    private String plain() {
        int begin = at;
        while (at < text.length() && text.charAt(at) != ',' && !isBreak()) {
            at++;
        }
        return text.substring(begin, at).strip();
    }

    private String quoted() {
        int begin = line;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at++);
            if (next == '"' && !take('"')) {
                return value.toString();
            }
            line += next == '\n' ? 1 : 0;
            value.append(next);
        }
        broken.add(new Broken(begin, '"' + value.toString()));
        return value.toString();
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private void skipLine() {
        while (at < text.length() && !isBreak()) {
            at++;
        }
        boolean hasReturn = take('\r');
        boolean hasFeed = take('\n');
        line += hasReturn || hasFeed ? 1 : 0;
    }

    private boolean isBreak() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private boolean take(char expected) {
        boolean isNext = at < text.length() && text.charAt(at) == expected;
        at += isNext ? 1 : 0;
        return isNext;
    }
}
