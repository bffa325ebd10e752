package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the curl lines of the READMEs do what the text says, typed as they stand there. */
final class ReadmeTest {
    private static final Path MODULE =
            DemoOptions.onFreePort().webapp().getParent().getParent();
    private static final Pattern CURL = Pattern.compile("(?m)^curl (?:.*\\\\\\n)*.*$");

    @Test
    void theLinesOfTheDemoRideItsRoutesOneAfterTheOther() throws Exception {
        try (DemoServer demo = DemoServer.start(DemoOptions.onFreePort())) {
            List<String> said = type(demo, MODULE.resolve("README.md"));

            assertThat(said).hasSize(11);
            assertThat(said.get(0)).contains("\"reply\":", "\"cost\":");
            assertThat(said.get(1)).contains("\"reply\":", "\"cost\":");
            assertThat(said.get(2)).contains("\"steps\":3").contains("\"allowed\":true");
            assertThat(said.get(3)).contains("\"reply\":", "\"cost\":");
            assertThat(said.get(4)).contains("chat.completion.chunk").contains("data: [DONE]");
            assertThat(said.get(5)).contains("event: response.created").contains("event: response.completed");
            assertThat(said.get(6)).contains("event: message_start").contains("event: message_stop");
            assertThat(said.get(7)).contains("\"completed\":9");
            assertThat(said.get(8)).contains("claude-haiku-4-5");
            assertThat(said.get(9)).startsWith("data: ");
            assertThat(said.get(10)).contains("\"cancelled\":1");
        }
    }

    @Test
    void theLinesOfTheFrontPageShowTheClamp() throws Exception {
        try (DemoServer demo = DemoServer.start(DemoOptions.onFreePort())) {
            List<String> said = type(demo, MODULE.resolve("../../README.md"));

            assertThat(said).hasSize(2);
            assertThat(said.get(0)).contains("\"cost\":");
            assertThat(said.get(1)).contains("\"max_completion_tokens\":800");
        }
    }

    /** What each line says; all of them must be answered with 200. */
    private static List<String> type(DemoServer demo, Path page) throws Exception {
        return CURL.matcher(Files.readString(page))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replace("localhost:8080", demo.url().getAuthority()))
                .map(line -> type(demo, line))
                .toList();
    }

    private static String type(DemoServer demo, String line) {
        try (Curl curl = Curl.typed(line)) {
            return line.endsWith("# press Ctrl-C") ? leave(demo, curl) : curl.said();
        } catch (Exception failure) {
            throw new IllegalStateException(line, failure);
        }
    }

    /** Leaves with the first of the answer; what comes of that shows soon. */
    private static String leave(DemoServer demo, Curl curl) throws Exception {
        String first = new String(curl.output().readNBytes(6), StandardCharsets.UTF_8);
        curl.interrupt();
        Eventually.see(() -> demo.provider().orElseThrow().stats(), stats -> stats.cancelled() == 1);
        return first;
    }
}
