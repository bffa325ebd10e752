package io.faregate.servlet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts files in a form that passes by, line by line. In doubt it counts: any header of a part that speaks of a file
 * name makes the part a file, and a form without one plain boundary has a part behind each line of two hyphens.
 */
final class FormScan {
    private static final Pattern BOUNDARY =
            Pattern.compile("boundary\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;]*))", Pattern.CASE_INSENSITIVE);
    private static final int LINE = 8 * 1024;

    private final FormCaps caps;
    private final byte[] delimiter;
    private final byte[] line = new byte[LINE];
    private int length;
    private boolean inHeaders;
    private Kind kind = Kind.FIELD;
    private boolean counted;
    private long size;

    private enum Kind {
        FIELD,
        /** A browser sends one for a file that was not chosen: no file while it is empty. */
        FILE_WITHOUT_NAME,
        FILE
    }

    FormScan(@Nullable String contentType, FormCaps caps) {
        this.caps = caps;
        this.delimiter =
                ("--" + boundary(contentType == null ? "" : contentType)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!matcher.find()) {
            return "";
        }
        String only = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return matcher.find() || only.indexOf('\\') >= 0 ? "" : only;
    }

    /** Sees the next bytes. */
    void see(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            if (length < LINE) {
                line[length] = bytes[i];
            }
            length++;
            if (bytes[i] == '\n') {
                endLine();
                length = 0;
            }
        }
        if (!inHeaders) {
            checkFile(size + (startsAsDelimiter() ? 0 : length));
        }
    }

    private void endLine() {
        if (length >= delimiter.length && startsAsDelimiter()) {
            checkFile(size);
            inHeaders = true;
            kind = Kind.FIELD;
            counted = false;
            size = 0;
        } else if (inHeaders) {
            endHeader(new String(line, 0, Math.min(length, LINE), StandardCharsets.ISO_8859_1));
        } else {
            size += length;
        }
    }

    private boolean startsAsDelimiter() {
        int compared = Math.min(length, delimiter.length);
        return Arrays.equals(line, 0, compared, delimiter, 0, compared);
    }

    private void endHeader(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (header.isBlank()) {
            inHeaders = false;
            if (kind == Kind.FILE) {
                count();
            }
        } else if (length > LINE || lower.contains("filename")) {
            kind = lower.contains("filename=\"\"") && length <= LINE ? Kind.FILE_WITHOUT_NAME : Kind.FILE;
        }
    }

    /** The line break before a delimiter is not the file's. */
    private void checkFile(long seen) {
        if (kind != Kind.FIELD && seen > 2) {
            count();
            caps.fileBytes(seen - 2);
        }
    }

    private void count() {
        if (!counted) {
            counted = true;
            caps.file();
        }
    }
}
