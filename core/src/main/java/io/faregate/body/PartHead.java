package io.faregate.body;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of one part of a form. It says in one way what the part's name is and whether it is a file, and its text is
 * UTF-8 and not encoded, or it is refused.
 */
final class PartHead {
    private static final int LONGEST = 8 * 1024;
    private static final String TOKEN = "[\\w!#$%&'+.^`|~-]+";
    private static final Pattern DISPOSITION = Pattern.compile("form-data((?:\\s*;.*)?)", Pattern.CASE_INSENSITIVE);

    /** A backslash before a quote ends a name in one parser and not in another. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*;\\s*(" + TOKEN + "\\*?)\\s*=\\s*(?:\"([^\"]*+)(?<!\\\\)\"|(" + TOKEN + "))");

    private static final Pattern CHARSET = Pattern.compile(".*charset\\s*=\\s*\"?(?:utf-8|us-ascii)\"?\\s*(?:;.*)?");
    private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int length;
    private boolean afterReturn;
    private boolean read;
    private @Nullable String name;
    private @Nullable String fileName;
    private boolean hasOtherFileName;
    private boolean isTextOfOtherKind;

    void begin() {
        line.reset();
        length = 0;
        afterReturn = false;
        name = null;
        fileName = null;
        hasOtherFileName = false;
        isTextOfOtherKind = false;
    }

    /** Takes the next byte; says whether it was the last of the head. */
    boolean see(byte next) {
        if (++length > LONGEST || next == 0) {
            throw malformed();
        }
        if (afterReturn != (next == '\n')) {
            throw malformed();
        }
        if (next == '\r') {
            afterReturn = true;
        } else if (afterReturn) {
            afterReturn = false;
            return endLine();
        } else {
            line.write(next);
        }
        return false;
    }

    private boolean endLine() {
        String header = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!header.isEmpty()) {
            header(header);
            return false;
        }
        if (name == null || (isTextOfOtherKind && !isFile())) {
            throw malformed();
        }
        read = true;
        return true;
    }

    private void header(String header) {
        int colon = header.indexOf(':');
        if (colon < 1 || !header.substring(0, colon).matches(TOKEN)) {
            throw malformed();
        }
        String value = header.substring(colon + 1).strip();
        switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "content-disposition" -> disposition(value);
            case "content-type" -> isTextOfOtherKind |= hasOtherCharset(value.toLowerCase(Locale.ROOT));
            case "content-transfer-encoding" -> isTextOfOtherKind |= !PLAIN.contains(value.toLowerCase(Locale.ROOT));
            default -> {}
        }
    }

    private static boolean hasOtherCharset(String type) {
        return type.contains("charset") && !CHARSET.matcher(type).matches();
    }

    private void disposition(String value) {
        Matcher disposition = DISPOSITION.matcher(value);
        if (name != null || !disposition.matches()) {
            throw malformed();
        }
        String parameters = disposition.group(1);
        Matcher parameter = PARAMETER.matcher(parameters);
        int end = 0;
        while (end < parameters.length() && parameter.find(end) && parameter.start() == end) {
            String text = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            parameter(parameter.group(1).toLowerCase(Locale.ROOT), text);
            end = parameter.end();
        }
        if (end < parameters.length() || name == null) {
            throw malformed();
        }
    }

    private void parameter(String key, String text) {
        switch (key) {
            case "name" -> {
                if (name != null || text.indexOf('\\') >= 0) {
                    throw malformed();
                }
                name = text;
            }
            case "filename" -> {
                if (fileName != null) {
                    throw malformed();
                }
                fileName = text;
            }
            case "filename*" -> hasOtherFileName = true;
            default -> throw malformed();
        }
    }

    /** Whether a head has been read whole. */
    boolean isRead() {
        return read;
    }

    String name() {
        return name == null ? "" : name;
    }

    boolean isFile() {
        return fileName != null || hasOtherFileName;
    }

    /** Whether the file has a name of its own. */
    boolean isChosen() {
        return hasOtherFileName || (fileName != null && !fileName.isEmpty());
    }

    private static Rejection malformed() {
        return Rejection.malformed("The form has a part whose head can be read in several ways.");
    }
}
