package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One recorded call of a provider; they lie beside the project, where they are at all.
 *
 * @param file the reply
 * @param url where the call went
 * @param stream whether the reply is server-sent events
 */
record Recording(Path file, String url, boolean stream) {

    /** Successful calls of some files and paths; the test is skipped where nothing is recorded. */
    static List<Recording> of(Pattern urls) throws IOException {
        Path folder = folder();
        List<Recording> recordings = new ArrayList<>();
        for (Map<?, ?> entry : index()) {
            String url = (String) entry.get("url");
            boolean ok = new Tree.Written("200").equals(entry.get("status"));
            if (ok && urls.matcher(entry.get("file") + " " + url).matches()) {
                recordings.add(new Recording(
                        folder.resolve((String) entry.get("file")), url, "sse".equals(entry.get("kind"))));
            }
        }
        assertThat(recordings).as(urls.pattern()).isNotEmpty();
        return recordings;
    }

    /** What the index says of each call; the test is skipped where nothing is recorded. */
    static List<Map<?, ?>> index() throws IOException {
        Path folder = folder();
        assumeTrue(Files.isDirectory(folder), "no recorded replies beside the project: " + folder);
        List<Map<?, ?>> entries = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("index.jsonl"))) {
            entries.add((Map<?, ?>) Tree.of(line));
        }
        return entries;
    }

    static Path folder() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve("../shared/corpora/streams"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/corpora/streams").normalize();
    }

    String name() {
        return file.getFileName().toString();
    }

    String contentType() {
        return stream ? "text/event-stream" : "application/json";
    }

    byte[] reply() throws IOException {
        return Files.readAllBytes(file);
    }

    Optional<byte[]> request() throws IOException {
        Path request = file.resolveSibling(name().substring(0, name().lastIndexOf('.')) + ".req.json");
        return Files.exists(request) ? Optional.of(Files.readAllBytes(request)) : Optional.empty();
    }
}
