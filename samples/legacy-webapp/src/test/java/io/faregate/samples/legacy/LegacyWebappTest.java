package io.faregate.samples.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as its users meet it, over HTTP. */
final class LegacyWebappTest {
    private static final Pattern CURL = Pattern.compile("(?m)^curl .*$");
    private static final String GREEDY = "message=hello&maxOutputTokens=1000000";

    private static Launcher launcher;

    @TempDir
    Path directory;

    private final HttpClient browser =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start() throws Exception {
        launcher = Launcher.start(Path.of("target/legacy-webapp"), 0);
    }

    @AfterAll
    static void stop() {
        launcher.close();
    }

    private HttpResponse<String> post(String path, String form) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(launcher.url().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return browser.send(request, BodyHandlers.ofString());
    }

    private void signIn(String user) throws IOException, InterruptedException {
        assertThat(post("/login", "user=" + user + "&password=" + user + "-key").statusCode())
                .isEqualTo(302);
    }

    @Test
    void whoHasNotSignedInIsRefusedInWords() throws Exception {
        var refused = post("/ask", GREEDY);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"reason\":\"");
        assertThat(post("/login", "user=alice&password=wrong").statusCode()).isEqualTo(403);
        assertThat(post("/ask", GREEDY).statusCode()).isEqualTo(401);
    }

    @Test
    void aMembersMoneyEndsAndThatOfTheOtherDoesNot() throws Exception {
        signIn("bob");
        int rides = 0;
        HttpResponse<String> last = post("/ask", GREEDY);
        while (last.statusCode() == 200) {
            assertThat(last.body()).isEqualTo("An answer of 400 tokens.");
            assertThat(last.headers().firstValue("Faregate-Ride-Id")).isPresent();
            rides++;
            last = post("/ask", GREEDY);
        }

        assertThat(last.statusCode()).isEqualTo(429);
        // a cent, at the price of 400 tokens and a short prompt
        assertThat(rides).isBetween(10, 13);
        signIn("alice");
        assertThat(post("/ask", GREEDY).statusCode()).isEqualTo(200);
    }

    @Test
    void theLinesOfTheReadmeDoWhatItSays() throws Exception {
        var lines = CURL.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replace("localhost:8080", launcher.url().getAuthority()))
                .toList();

        assertThat(lines).hasSize(2);
        assertThat(type(lines.get(0))).isEmpty();
        assertThat(type(lines.get(1))).isEqualTo("An answer of 400 tokens.");
    }

    @Test
    void theFormOfThePageIsThere() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(launcher.url().resolve("/")).build();

        assertThat(browser.send(request, BodyHandlers.ofString()).body()).contains("action=\"ask\"");
    }

    private String type(String line) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", line.replaceFirst("curl", "curl -sS --fail-with-body"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        return said;
    }
}
