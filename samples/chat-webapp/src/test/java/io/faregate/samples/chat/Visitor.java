package io.faregate.samples.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who talks to the demo over a real connection; without cookies, as API clients are. */
final class Visitor {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI demo;
    private final Map<String, String> headers;

    private Visitor(URI demo, Map<String, String> headers) {
        this.demo = demo;
        this.headers = headers;
    }

    static Visitor named(DemoServer demo, String name) {
        return with(demo, "Bearer " + name + "-key");
    }

    static Visitor with(DemoServer demo, String authorization) {
        return nobody(demo).sending("Authorization", authorization);
    }

    static Visitor withApiKey(DemoServer demo, String key) {
        return nobody(demo).sending("X-Api-Key", key);
    }

    static Visitor nobody(DemoServer demo) {
        return new Visitor(demo.url(), Map.of());
    }

    /** The same with one more header. */
    Visitor sending(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Visitor(demo, more);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(to(path).GET().build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return CLIENT.send(posting(path, json).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> form(String path, String form) throws IOException, InterruptedException {
        HttpRequest request = to(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    /** The reply of a request that must be let in. */
    JsonNode ride(String path, String json) throws IOException, InterruptedException {
        HttpResponse<String> response = post(path, json);
        if (response.statusCode() != 200) {
            throw new AssertionError("not let in: " + response.statusCode() + " " + response.body());
        }
        return JsonMapper.shared().readTree(response.body());
    }

    HttpResponse<InputStream> stream(String path, String json) throws IOException, InterruptedException {
        HttpRequest request =
                posting(path, json).header("Accept", "text/event-stream").build();
        return CLIENT.send(request, BodyHandlers.ofInputStream());
    }

    HttpResponse<String> upload(String path, byte[] file) throws IOException, InterruptedException {
        String head = """
                --edge
                Content-Disposition: form-data; name="file"; filename="text.txt"
                Content-Type: text/plain

                """.replace("\n", "\r\n");
        HttpRequest request = to(path).header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofByteArray(file),
                        BodyPublishers.ofString("\r\n--edge--\r\n")))
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    HttpResponse<String> upload(String path, String text) throws IOException, InterruptedException {
        return upload(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder posting(String path, String json) {
        return to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder to(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(demo.resolve(path)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        return request;
    }
}
