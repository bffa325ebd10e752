package io.faregate.bundles;

import io.faregate.bundles.Server.Deployed;
import io.faregate.bundles.Server.Loading;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The application while it runs, with a provider of its own, as its clients see it. */
final class Shop implements AutoCloseable {
    /** What a model says that answered in 2,000 tokens. */
    static final String ANSWER =
            "{\"model\":\"gpt-5-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":2000,\"total_tokens\":3000}}";

    private static final String WORD = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}";

    private final FakeProvider provider;
    private final Server server;
    private final Deployed deployed;
    private final HttpClient client;
    private boolean isDeployed = true;

    private Shop(FakeProvider provider, Server server, Deployed deployed, HttpClient client) {
        this.provider = provider;
        this.server = server;
        this.deployed = deployed;
        this.client = client;
    }

    /** A shop whose model answers so many questions, and then begins replies that have no end. */
    static Shop open(Server server, War war, Loading loading, int answers, HttpClient client) throws Exception {
        Reply[] replies = new Reply[answers + 1];
        Arrays.fill(replies, Reply.json(200, ANSWER));
        replies[answers] = Reply.openEvents(WORD);
        FakeProvider provider = new FakeProvider(replies);
        try {
            Deployed deployed =
                    server.deploy(war, loading, Map.of("provider", provider.url() + "/v1/chat/completions"));
            return new Shop(provider, server, deployed, client);
        } catch (Exception | LinkageError failure) {
            provider.close();
            throw failure;
        }
    }

    HttpResponse<String> ask(String question) throws IOException, InterruptedException {
        return client.send(post("/ask", question), BodyHandlers.ofString());
    }

    /** A reply that goes on and on; the first of it has come when this returns. */
    InputStream stream(String question) throws IOException, InterruptedException {
        InputStream reply = client.send(post("/stream", question), BodyHandlers.ofInputStream())
                .body();
        if (reply.read() < 0) {
            throw new AssertionError("the reply has ended");
        }
        return reply;
    }

    private HttpRequest post(String path, String question) {
        String form = "message=" + URLEncoder.encode(question, StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(server.url(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    /** The name of the jar that the application has a class of; empty when it has none. */
    String jarOf(String type) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.url("/libraries?class=" + type)).build();
        HttpResponse<String> said = client.send(request, BodyHandlers.ofString());
        return said.statusCode() == 200 ? said.body().substring(said.body().lastIndexOf('/') + 1) : "";
    }

    ClassLoader loader() {
        return deployed.loader();
    }

    /** Takes the application out of its server, whatever it does. */
    void undeploy() {
        if (isDeployed) {
            isDeployed = false;
            deployed.undeploy();
        }
    }

    @Override
    public void close() throws IOException {
        try (provider) {
            undeploy();
        }
    }
}
