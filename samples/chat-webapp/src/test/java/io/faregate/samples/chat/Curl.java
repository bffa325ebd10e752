package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A line of curl that somebody has typed, and may leave by Ctrl-C. */
final class Curl implements AutoCloseable {
    private static final int INTERRUPTED = 130;

    private final Process process;

    private Curl(Process process) {
        this.process = process;
    }

    /** Types it; an error of the server's is one of curl's. */
    static Curl typed(String line) throws IOException {
        // a shell in the background has children that hear of no Ctrl-C
        String command = line.replaceFirst("^curl", "exec env --default-signal=INT curl -sS --fail-with-body");
        return new Curl(new ProcessBuilder(List.of("sh", "-c", command))
                .redirectErrorStream(true)
                .start());
    }

    /** What comes, as it comes. */
    InputStream output() {
        return process.getInputStream();
    }

    /** Presses Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
        assertThat(process.waitFor()).isEqualTo(INTERRUPTED);
    }

    /** What it said, when it has ended well. */
    String said() throws IOException, InterruptedException {
        String said = new String(output().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
