package io.faregate.body;

import io.faregate.ride.RideOverException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the bytes of a form into its parts (RFC 7578, RFC 2046) while they pass by. Where two parsers could see different
 * parts, as for line ends that are no CRLF, anything before the first part or behind the last, or a head in odd dress,
 * the form is refused: the application's parser may be any. Throws {@link RideOverException} for that, and for what its
 * reader does not let in. Not thread-safe.
 */
public final class FormScanner {
    private static final int NOTHING = Integer.MAX_VALUE;
    private static final byte[] LINE_END = {'\r', '\n'};

    private final FormReader reader;
    private final byte[] delimiter;
    private final PartHead head = new PartHead();
    private final byte[] lineEnd = new byte[2];
    private State state = State.DELIMITER;
    private int lineEnds;
    private int matched;
    private int behind = NOTHING;

    /** Whether this is no form that can be cut, and nobody may be told. */
    private boolean lost;

    private enum State {
        /** At the beginning of a line that may be a delimiter, or the first one. */
        DELIMITER,
        /** Behind a delimiter. */
        BEHIND,
        HEAD,
        DATA,
        /** Behind the last delimiter. */
        END
    }

    private FormScanner(String boundary, FormReader reader) {
        this.reader = reader;
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * For the body of a request.
     *
     * @param contentType its content type, which names the boundary
     * @param reader checks what is found
     * @return a new scanner
     */
    public static FormScanner of(String contentType, FormReader reader) {
        return new FormScanner(MediaTypes.boundary(contentType), reader);
    }

    /** For a whole form whose first line is a delimiter. */
    static FormScanner ofFirstLine(byte[] body, int length, FormReader reader) {
        int end = 0;
        while (end < length && body[end] != '\r' && body[end] != '\n') {
            end++;
        }
        String line = new String(body, 0, Math.min(end, 80), StandardCharsets.ISO_8859_1);
        if (line.length() < 3 || !line.startsWith("--")) {
            throw malformed(reader, "does not begin with a delimiter");
        }
        return new FormScanner(line.substring(2), reader);
    }

    /**
     * Sees the next bytes.
     *
     * @param bytes where they are
     * @param offset where they begin
     * @param length how many they are
     */
    public void see(byte[] bytes, int offset, int length) {
        if (lost) {
            return;
        }
        try {
            cut(bytes, offset, offset + length);
        } catch (RideOverException over) {
            if (!reader.observes()) {
                throw over;
            }
            lost = true;
        }
    }

    private void cut(byte[] bytes, int offset, int to) {
        int i = offset;
        while (i < to) {
            if (state == State.DATA) {
                int run = i;
                while (i < to && bytes[i] != '\r' && bytes[i] != '\n') {
                    i++;
                }
                if (i > run) {
                    reader.add(bytes, run, i - run);
                    continue;
                }
            }
            see(bytes[i]);
            i++;
        }
    }

    private void see(byte next) {
        switch (state) {
            case DELIMITER -> delimiter(next);
            case BEHIND -> behind(next);
            case HEAD -> head(next);
            case DATA -> lineEnd(next);
            case END -> {
                if (next != '\r' && next != '\n') {
                    throw malformed("goes on behind its end");
                }
            }
        }
    }

    /** A line break, or the first half of one: what is behind it may be a delimiter. */
    private void lineEnd(byte next) {
        lineEnd[0] = next;
        lineEnds = 1;
        matched = 0;
        state = State.DELIMITER;
    }

    private void delimiter(byte next) {
        if (matched == 0 && lineEnds == 1 && lineEnd[0] == '\r' && next == '\n') {
            lineEnd[1] = next;
            lineEnds = 2;
        } else if (next == delimiter[matched]) {
            matched++;
            if (matched == delimiter.length) {
                endPart();
            }
        } else {
            noDelimiter(next);
        }
    }

    private void endPart() {
        if (!head.isRead()) {
            state = State.BEHIND;
            return;
        }
        if (lineEnds != 2 || !Arrays.equals(lineEnd, LINE_END)) {
            throw malformed("has a delimiter without a line break of its own");
        }
        reader.endPart();
        state = State.BEHIND;
    }

    private void noDelimiter(byte next) {
        if (!head.isRead()) {
            throw malformed("does not begin with its delimiter");
        }
        reader.add(lineEnd, 0, lineEnds);
        reader.add(delimiter, 0, matched);
        lineEnds = 0;
        matched = 0;
        state = State.DATA;
        if (next == '\r' || next == '\n') {
            lineEnd(next);
        } else {
            reader.add(new byte[] {next}, 0, 1);
        }
    }

    /** Two bytes: a line break before a head, or the hyphens of the end. */
    private void behind(byte next) {
        if (behind == NOTHING) {
            behind = next;
            return;
        }
        if (behind == '\r' && next == '\n') {
            head.begin();
            state = State.HEAD;
        } else if (behind == '-' && next == '-') {
            reader.end();
            state = State.END;
        } else {
            throw malformed("has something behind a delimiter");
        }
        behind = NOTHING;
    }

    private void head(byte next) {
        reader.text(1);
        try {
            if (!head.see(next)) {
                return;
            }
        } catch (Rejection rejection) {
            throw reader.over(rejection);
        }
        if (head.isFile()) {
            reader.beginFile(head.name(), head.isChosen());
        } else {
            reader.beginField(head.name());
        }
        lineEnds = 0;
        matched = 0;
        state = State.DELIMITER;
    }

    /** The body has ended. */
    public void end() {
        if (state != State.END && !reader.observes()) {
            throw malformed("ends before its last delimiter");
        }
    }

    /** Checks what is found. */
    FormReader reader() {
        return reader;
    }

    private RideOverException malformed(String how) {
        return malformed(reader, how);
    }

    private static RideOverException malformed(FormReader reader, String how) {
        return reader.over(Rejection.malformed("The form " + how + "."));
    }
}
