package io.faregate.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A policy with mistakes from {@code mistakes.txt}: after {@code ###} its title and whether the schema sees a mistake
 * too, then the file, then the messages, each after {@code >}.
 */
record MistakeCase(String title, boolean schemaToo, String file, List<String> messages) {

    static List<MistakeCase> all() {
        try (InputStream in = MistakeCase.class.getResourceAsStream("mistakes.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<MistakeCase> cases = new ArrayList<>();
            for (String part : text.substring("### ".length()).split("\n### ", -1)) {
                cases.add(of(part.lines().toList()));
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MistakeCase of(List<String> lines) {
        List<String> file = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("> ")) {
                messages.add(line.substring(2));
            } else {
                file.add(line);
            }
        }
        String title = lines.get(0);
        return new MistakeCase(title, title.endsWith("(both)"), String.join("\n", file) + "\n", messages);
    }

    @Override
    public String toString() {
        return title;
    }
}
