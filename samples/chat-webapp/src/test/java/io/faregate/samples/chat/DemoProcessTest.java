package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a process of its own. */
final class DemoProcessTest {

    @Test
    void saysOneLineWhenItIsReadyAndStopsWhenTold() throws Exception {
        Process demo = start("-Ddemo.port=0");
        try (BufferedReader output = output(demo)) {
            List<String> said = new ArrayList<>();
            String line = output.readLine();
            while (line != null && !line.startsWith("Faregate demo ready: ")) {
                said.add(line);
                line = output.readLine();
            }
            assertThat(line).as("after %s", said).matches("Faregate demo ready: http://localhost:\\d+");
            Process stream = new ProcessBuilder(
                            "curl",
                            "-sN",
                            "-u",
                            "bob:bob-key",
                            "-H",
                            "Accept: text/event-stream",
                            "-H",
                            "Content-Type: application/json",
                            "-d",
                            "{\"message\": \"#tokens=4000\"}",
                            line.substring("Faregate demo ready: ".length()) + "/api/chat/pro")
                    .start();
            assertThat(stream.getInputStream().read()).isEqualTo('d');
            long told = System.nanoTime();

            // of the process alone, not of its output
            demo.toHandle().destroy();

            assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - told)).isLessThan(5_000);
            said.addAll(output.lines().toList());
            assertThat(said).noneMatch(text -> text.contains("Exception") || text.startsWith("\tat "));
            assertThat(said).noneMatch(text -> text.contains("Faregate demo ready"));
            stream.destroyForcibly();
        } finally {
            demo.destroyForcibly();
        }
    }

    @Test
    void endsWithStatusOneAndOneSentenceWhenAnOptionIsWrong() throws Exception {
        assertEnds(start("-Ddemo.port=99999"), "-Ddemo.port is a number from 0 to 65535, not '99999'.");
    }

    @Test
    void endsWithStatusOneAndAllMistakesOfAPolicy(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(file, "faregate: 1\nzone: Mars\nroutes:\n  - {path: nowhere, dialekt: app}\n");

        List<String> said = assertEnds(start("-Ddemo.port=0", "-Ddemo.policy=" + file), "wrong.yaml");

        assertThat(said).anyMatch(line -> line.contains("Mars"));
        assertThat(said).anyMatch(line -> line.contains("dialekt"));
        assertThat(said).noneMatch(text -> text.contains("Exception") || text.startsWith("\tat "));
    }

    private static List<String> assertEnds(Process demo, String sentence) throws Exception {
        try (BufferedReader output = output(demo)) {
            List<String> said = output.lines().toList();
            assertThat(demo.waitFor()).as(said.toString()).isEqualTo(1);
            assertThat(said).anyMatch(line -> line.contains(sentence));
            return said;
        }
    }

    private static Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Ddemo.webapp=" + DemoOptions.onFreePort().webapp());
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static BufferedReader output(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
