package io.faregate.jaxrs;

import io.faregate.Faregate;
import io.faregate.containers.Container;
import io.faregate.containers.Container.Added;
import io.faregate.containers.Containers;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.Ticker;
import io.faregate.servlet.FaregateFilter;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The container of this run on a loopback port with an application at {@code /api}, and whatever guards it. */
final class Site implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Containers CONTAINER = Containers.valueOf(System.getProperty("container", "TOMCAT"));

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Container container = CONTAINER.make();
    private final Faregate faregate;

    Site(Policy policy, Ticker ticker) {
        faregate = Faregate.builder()
                .policy(policy)
                .ticker(ticker)
                .sink(records::add)
                .build();
        container.contextPath("/api");
    }

    HttpClient client() {
        return client;
    }

    int port() {
        return container.port();
    }

    /** A policy of the tests' resources. */
    static Policy policy(String name) {
        return PolicyFile.read(name, resource(name));
    }

    static String resource(String name) {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Faregate faregate() {
        return faregate;
    }

    Site filter() {
        FaregateFilter filter = new FaregateFilter(faregate);
        container.filter(new Added("faregate", filter, "/*", Set.of(DispatcherType.REQUEST), true, Map.of()));
        return this;
    }

    Site servlet(Servlet servlet, String mapping) {
        container.servlet(mapping, servlet, null);
        return this;
    }

    /** An application of JAX-RS, of resources and features. */
    Site application(Object... singletons) throws ReflectiveOperationException {
        TestApplication.consistsOf(singletons);
        return application(TestApplication.class);
    }

    /** An application of JAX-RS, which its implementation makes. */
    Site application(Class<? extends Application> type) throws ReflectiveOperationException {
        Map<String, String> params = Map.of("jakarta.ws.rs.Application", type.getName());
        container.servlet("/*", Implementation.present().servlet(), null, params);
        return this;
    }

    Site start() throws Exception {
        container.start();
        return this;
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api" + path))
                .timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String path, String json) throws Exception {
        return send(to(path).header("X-User", "alice")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** Asks as a browser would not: with a path as it is written, and on a connection that the test may leave. */
    Socket ask(String method, String path, String json, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        StringBuilder head = new StringBuilder(method + " /api" + path + " HTTP/1.1\r\nHost: x\r\n");
        List.of(headers).forEach(header -> head.append(header).append("\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
        socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The next record that reaches the sink. */
    UsageRecord record() throws InterruptedException {
        UsageRecord record = records.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (record == null) {
            throw new AssertionError("no record came");
        }
        return record;
    }

    /** Records that came and were not asked for. */
    List<UsageRecord> furtherRecords() {
        return List.copyOf(records);
    }

    @Override
    public void close() {
        container.close();
        faregate.close();
    }
}
