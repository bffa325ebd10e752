package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

final class DemoServerTest {
    private static DemoServer demo;

    @BeforeAll
    static void start() {
        demo = DemoServer.start(DemoOptions.onFreePort());
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void knowsUsersByBasicAndByBearerAlike() throws Exception {
        for (String authorization : List.of("Bearer bob-key", "bearer bob-key", basic("bob:bob-key"))) {
            assertThat(Visitor.with(demo, authorization)
                            .post("/api/chat/pro", "{\"message\": \"hi #tokens=1\"}")
                            .statusCode())
                    .as(authorization)
                    .isEqualTo(200);
        }
    }

    @Test
    void knowsUsersByTheKeyOfAnthropicsClients() throws Exception {
        String body = "{\"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}";

        assertThat(Visitor.withApiKey(demo, "bob-key")
                        .ride("/v1/messages", body)
                        .path("model")
                        .stringValue())
                .isEqualTo("claude-haiku-4-5");
        HttpResponse<String> answer = Visitor.withApiKey(demo, "eve-key").post("/v1/messages", body);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(JsonMapper.shared().readTree(answer.body()).at("/error/type").stringValue())
                .isEqualTo("authentication_error");
    }

    @Test
    void sendsAwayWhoeverHasWrongCredentials() throws Exception {
        for (String authorization : List.of(
                "",
                "Bearer",
                "Bearer bob",
                "Bearer eve-key",
                "Bearer -key",
                "Basic bm90",
                "Basic %%%",
                basic("bob:alice-key"),
                basic("bob:"),
                "Digest bob-key")) {
            HttpResponse<String> answer = Visitor.with(demo, authorization).post("/v1/chat/completions", "{}");
            assertThat(answer.statusCode()).as(authorization).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate")).hasSize(2);
            assertThat(answer.headers().firstValue("Connection"))
                    .as("a connection whose request was not read is not used again")
                    .hasValue("close");
            assertThat(JsonMapper.shared()
                            .readTree(answer.body())
                            .path("error")
                            .path("code")
                            .stringValue())
                    .isEqualTo("invalid_api_key");
        }
    }

    @Test
    void guardsNothingThatCostsNothing() throws Exception {
        for (String path : List.of("/", "/health", "/provider/stats", "/page.js")) {
            assertThat(Visitor.nobody(demo).get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(Visitor.nobody(demo).get("/health").headers().firstValue("Faregate-Ride-Id"))
                .isEmpty();
        assertThat(Visitor.nobody(demo).get("/WEB-INF/faregate.yaml").statusCode())
                .isEqualTo(404);
    }

    @Test
    void servesAPageThatNeedsNothingFromElsewhere() throws Exception {
        List<String> texts = new ArrayList<>();
        String page = Visitor.nobody(demo).get("/").body();
        texts.add(page);
        Matcher links = Pattern.compile("(?:src|href)=\"([^\":]+)\"").matcher(page);
        while (links.find()) {
            texts.add(file(links.group(1)));
        }
        texts.add(file("rides.js"));
        texts.add(file("attacks.js"));

        assertThat(texts).hasSize(5);
        assertThat(texts).noneMatch(text -> text.contains("http://") || text.contains("https://"));
        assertThat(texts).noneMatch(text -> text.contains("innerHTML") || text.contains("insertAdjacentHTML"));
    }

    @Test
    void keepsTheLauncherOutOfTheWar() {
        Path classes = DemoOptions.onFreePort().webapp().resolve("WEB-INF/classes/io/faregate/samples/chat");

        assertThat(classes.resolve("web/ChatServlet.class")).exists();
        assertThat(classes.resolve("Demo.class")).doesNotExist();
        assertThat(classes.resolve("provider")).doesNotExist();
    }

    @Test
    void aPortInUseIsSaidInOneSentence() {
        DemoOptions taken = DemoOptions.onFreePort().withPort(demo.url().getPort());

        assertThatThrownBy(() -> DemoServer.start(taken))
                .isInstanceOf(CannotStart.class)
                .hasMessage("Port " + demo.url().getPort() + " can not be opened: Address already in use."
                        + " Choose another with -Ddemo.port, 0 for a free one.");
    }

    @Test
    void allMistakesOfAPolicyAreSaid(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(
                file,
                DemoPolicyTest.policy()
                        .replace("zone: Europe/Berlin", "zone: Berlin")
                        .replace("file-bytes: 5MB", "file-bites: 5MB"));

        assertThatThrownBy(() -> DemoServer.start(DemoOptions.onFreePort().withPolicy(file)))
                .isInstanceOf(CannotStart.class)
                .hasMessageContainingAll("wrong.yaml", "Berlin", "file-bites", "file-bytes")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void optionsThatMeanNothingAreSaid() {
        for (String port : List.of("x", "-1", "65536", "80 80")) {
            assertWrong("demo.port", port);
        }
        assertWrong("demo.policy", "/nowhere/faregate.yaml");
        assertWrong("demo.webapp", "/nowhere");
        for (String url : List.of("api.openai.com", "ftp://example.org", "http://", "::")) {
            assertWrong("demo.provider", url);
        }
    }

    @Test
    void aRealProviderTakesTheKeyOfTheEnvironment() {
        DemoOptions options = DemoOptions.of(
                name -> name.equals("demo.provider") ? "https://api.openai.com/v1/" : null,
                name -> name.equals("OPENAI_API_KEY") ? "secret" : null);

        assertThat(options.provider().orElseThrow()).hasToString("https://api.openai.com");
        assertThat(options.key()).isEqualTo("secret");
        assertThat(options.toString()).doesNotContain("secret");
    }

    @Test
    void aRealProviderIsNotLookedInto() throws Exception {
        DemoOptions options = DemoOptions.of(
                name -> switch (name) {
                    case "demo.port" -> "0";
                    case "demo.provider" -> demo.provider().orElseThrow().url().toString();
                    default -> null;
                },
                name -> null);
        try (DemoServer other = DemoServer.start(options)) {
            Visitor alice = Visitor.named(other, "alice");
            alice.ride("/api/chat/free", "{\"message\": \"hi\"}");

            for (String path : List.of("/provider/stats", "/provider/last")) {
                HttpResponse<String> answer = alice.get(path);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("real provider");
            }
        }
    }

    @Test
    void eachApiOfAProviderGetsItsKeyItsOwnWayAndNothingOfTheClients() throws Exception {
        HttpServer provider = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        BlockingQueue<Headers> asked = new LinkedBlockingQueue<>();
        provider.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders());
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        provider.start();
        DemoOptions options = DemoOptions.of(
                name -> switch (name) {
                    case "demo.port" -> "0";
                    case "demo.provider" ->
                        "http://localhost:" + provider.getAddress().getPort();
                    default -> null;
                },
                name -> name.equals("DEMO_PROVIDER_KEY") ? "the-key" : null);
        try (DemoServer other = DemoServer.start(options)) {
            Visitor bob = Visitor.named(other, "bob").sending("anthropic-version", "2026-10-21");
            bob.post("/v1/messages", "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}");
            Headers messages = asked.remove();
            bob.post("/v1/responses", "{\"input\": \"hi\"}");
            Headers responses = asked.remove();

            assertThat(messages.get("X-Api-Key")).containsExactly("the-key");
            assertThat(messages.get("Anthropic-Version")).containsExactly("2026-10-21");
            assertThat(messages).doesNotContainKey("Authorization");
            assertThat(responses.get("Authorization")).containsExactly("Bearer the-key");
            assertThat(responses).doesNotContainKey("X-Api-Key");
        } finally {
            provider.stop(0);
        }
    }

    private static void assertWrong(String property, String value) {
        assertThatThrownBy(() -> DemoOptions.of(name -> name.equals(property) ? value : null, name -> null))
                .as(property + "=" + value)
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining(value);
    }

    private static String file(String name) throws Exception {
        HttpResponse<String> answer = Visitor.nobody(demo).get("/" + name);
        assertThat(answer.statusCode()).as(name).isEqualTo(200);
        return answer.body();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
