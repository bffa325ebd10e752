package io.faregate.samples.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application as its users meet it, over HTTP. */
@Timeout(120)
final class JaxRsAppTest {
    private static final Pattern CURL = Pattern.compile("(?m)^curl .*$");
    private static final String WORD = "data: word \n\n";

    /** Grizzly does not give the body of a request that asks to go on in HTTP/2. */
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Launcher launcher;

    @BeforeEach
    void start() throws Exception {
        launcher = Launcher.start(0, 1);
    }

    @AfterEach
    void stop() {
        launcher.close();
    }

    private <T> HttpResponse<T> chat(String user, String form, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        String credentials =
                Base64.getEncoder().encodeToString((user + ":" + user + "-key").getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(launcher.url().resolve("/chat"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, handler);
    }

    @Test
    void anAnswerStreamsWordByWordAndSaysWhatItCost() throws Exception {
        HttpResponse<String> reply = chat("alice", "message=hello&maxOutputTokens=3", BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Faregate-Ride-Id")).isPresent();
        // 20 tokens in and 3 out, of gpt-5-mini
        assertThat(reply.body()).startsWith(WORD.repeat(3)).contains("event: cost\ndata: 0.000011\n\n");
    }

    @Test
    void whoeverIsUnknownIsRefusedInWords() throws Exception {
        HttpResponse<String> refused = chat("mallory", "message=hello", BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).contains("\"reason\":\"user_required\"");
    }

    @Test
    void aMembersMoneyEndsAndThatOfTheOtherDoesNot() throws Exception {
        String greedy = "message=hello&maxOutputTokens=1000000";
        int rides = 0;
        HttpResponse<String> last = chat("alice", greedy, BodyHandlers.ofString());
        while (last.statusCode() == 200) {
            rides++;
            last = chat("alice", greedy, BodyHandlers.ofString());
        }

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("\"reason\":\"");
        // two cents, at the price of 400 tokens and a short prompt; or twenty requests
        assertThat(rides).isEqualTo(20);
        assertThat(chat("bob", "message=hello&maxOutputTokens=1", BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoLeavesStopsTheProvider() throws Exception {
        HttpResponse<InputStream> reply =
                chat("bob", "message=hello&maxOutputTokens=400", BodyHandlers.ofInputStream());
        try (InputStream words = reply.body()) {
            assertThat(words.readNBytes(WORD.length()))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(WORD);
        }

        Duration patience = Duration.ofSeconds(30);
        long begun = System.nanoTime();
        while (launcher.provider().left() == 0 && System.nanoTime() - begun < patience.toNanos()) {
            Thread.onSpinWait();
        }
        assertThat(launcher.provider().left()).isEqualTo(1);
    }

    @Test
    void theLinesOfTheReadmeDoWhatItSays() throws Exception {
        var lines = CURL.matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(MatchResult::group)
                .map(line -> line.replace("localhost:8080", launcher.url().getAuthority()))
                .toList();

        assertThat(lines).hasSize(2);
        assertThat(type(lines.get(0))).startsWith(WORD.repeat(400)).contains("event: cost\n");
        assertThat(type(lines.get(1))).startsWith(WORD.repeat(200)).contains("event: cost\n");
    }

    private static String type(String line) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", line.replaceFirst("curl", "curl -sS --fail-with-body"))
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
        return said;
    }
}
