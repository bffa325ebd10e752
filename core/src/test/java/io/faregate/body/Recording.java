package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
public record Recording(Path file, String url, boolean stream) {
    private static final int SMALL = 3_000;

    /** Successful calls of some files and paths; the test is skipped where nothing is recorded. */
    static List<Recording> of(Pattern urls) throws IOException {
        Path folder = folder();
        List<Recording> recordings = new ArrayList<>();
        for (Map<?, ?> entry : index()) {
            if (isAnswer(entry) && urls.matcher(named(entry)).matches()) {
                recordings.add(new Recording(
                        folder.resolve((String) entry.get("file")),
                        (String) entry.get("url"),
                        "sse".equals(entry.get("kind"))));
            }
        }
        assertThat(recordings).as(urls.pattern()).isNotEmpty();
        return recordings;
    }

    /** Whether a call was answered; else it cost nothing. */
    static boolean isAnswer(Map<?, ?> entry) {
        return new Tree.Written("200").equals(entry.get("status"));
    }

    /** The file and the path of a call. */
    static String named(Map<?, ?> entry) {
        return entry.get("file") + " " + entry.get("url");
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

    /**
     * The reply as far as it came when it was cut: at the end of every event, and at every byte of a small one.
     *
     * @return beginnings of the reply, the shortest first
     */
    public List<byte[]> cuts() throws IOException {
        byte[] reply = reply();
        List<byte[]> cuts = new ArrayList<>();
        for (int length = 1; length < reply.length; length++) {
            if (reply.length <= SMALL || (stream && endsEvent(reply, length))) {
                cuts.add(Arrays.copyOf(reply, length));
            }
        }
        return cuts;
    }

    private static boolean endsEvent(byte[] reply, int length) {
        return length > 1 && reply[length - 1] == '\n' && (reply[length - 2] == '\n' || reply[length - 2] == '\r');
    }

    /**
     * The name of its file.
     *
     * @return the name without the folder
     */
    public String name() {
        return file.getFileName().toString();
    }

    /**
     * What it says that it is.
     *
     * @return a media type
     */
    public String contentType() {
        return stream ? "text/event-stream" : "application/json";
    }

    /**
     * The whole reply.
     *
     * @return its bytes
     */
    public byte[] reply() throws IOException {
        return Files.readAllBytes(file);
    }

    Optional<byte[]> request() throws IOException {
        Path request = file.resolveSibling(name().substring(0, name().lastIndexOf('.')) + ".req.json");
        return Files.exists(request) ? Optional.of(Files.readAllBytes(request)) : Optional.empty();
    }
}
