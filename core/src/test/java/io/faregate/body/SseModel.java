package io.faregate.body;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The plainest reader of a stream there could be, to compare a meter with: it has all of the stream at once. */
final class SseModel {
    private static final Pattern LINE = Pattern.compile("([^\r\n]*)(\r\n|\r|\n|$)");
    private static final Pattern FIRST_BLANK = Pattern.compile("^[\r\n]|(?>\r\n|\r|\n)[\r\n]");
    private static final Pattern UNREADABLE = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]");
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private final StringBuilder kept = new StringBuilder();
    private final StringBuilder event = new StringBuilder();
    private final List<String> data = new ArrayList<>();
    private boolean clear = true;

    private SseModel() {}

    /** What is left without chunks that are usage only; empty when nobody can say. */
    static Optional<String> kept(byte[] stream) {
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        if (UNREADABLE.matcher(firstEvent(text)).find()) {
            return Optional.of(text);
        }
        SseModel model = new SseModel();
        model.read(text);
        return model.clear ? Optional.of(model.kept.toString()) : Optional.empty();
    }

    private static String firstEvent(String text) {
        return FIRST_BLANK.split(text, 2)[0];
    }

    private void read(String text) {
        List<MatchResult> lines = LINE.matcher(text).results().toList();
        for (MatchResult line : lines) {
            boolean marked = line.start() == 0 && line.group(1).startsWith(BYTE_ORDER_MARK);
            line(marked ? line.group(1).substring(3) : line.group(1), line.group());
        }
        end();
    }

    private void line(String line, String raw) {
        if (event.isEmpty() && (line.isEmpty() || line.startsWith(":"))) {
            kept.append(raw);
            return;
        }
        event.append(raw);
        if (line.isEmpty() && !raw.isEmpty()) {
            end();
        } else if (line.startsWith("data:")) {
            data.add(line.startsWith("data: ") ? line.substring(6) : line.substring(5));
        } else if (line.equals("data")) {
            data.add("");
        }
    }

    private void end() {
        if (!isOnlyUsage(String.join("\n", data))) {
            kept.append(event);
        }
        event.setLength(0);
        data.clear();
    }

    private boolean isOnlyUsage(String latin) {
        if (!latin.contains("usage") && !latin.contains("\\u")) {
            return false;
        }
        try {
            Object chunk = Tree.of(latin.getBytes(StandardCharsets.ISO_8859_1));
            boolean usage = Tree.at(chunk, "usage") instanceof Map<?, ?>
                    || Tree.at(chunk, "x_groq", "usage") instanceof Map<?, ?>;
            return usage && !(Tree.at(chunk, "choices") instanceof List<?> choices && hasReply(choices));
        } catch (IllegalArgumentException notStrict) {
            clear = false;
            return false;
        }
    }

    private static boolean hasReply(List<?> choices) {
        return choices.stream().anyMatch(choice -> choice instanceof Map<?, ?> || choice instanceof List<?>);
    }
}
