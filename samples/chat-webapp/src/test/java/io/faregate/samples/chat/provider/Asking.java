package io.faregate.samples.chat.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks one API of a provider. */
record Asking(URI api) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpResponse<String> post(String body) throws Exception {
        return CLIENT.send(request(body), BodyHandlers.ofString());
    }

    /** The reply to a request that must be answered. */
    JsonNode send(String body) throws Exception {
        HttpResponse<String> response = post(body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    InputStream open(String body) throws Exception {
        return CLIENT.send(request(body), BodyHandlers.ofInputStream()).body();
    }

    /** The data of all events of a stream; an event that has a name is named as the type of its data. */
    List<JsonNode> events(String body) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        String name = "";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(body), StandardCharsets.UTF_8))) {
            for (String line : lines.lines().toList()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: {")) {
                    JsonNode data = JsonMapper.shared().readTree(line.substring(6));
                    assertThat(data.path("type").stringValue("")).isEqualTo(name);
                    events.add(data);
                }
            }
        }
        return events;
    }

    static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").stringValue()).toList();
    }

    static String json(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(api).POST(BodyPublishers.ofString(body)).build();
    }
}
