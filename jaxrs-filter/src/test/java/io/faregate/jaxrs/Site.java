package io.faregate.jaxrs;

import io.faregate.Faregate;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.Ticker;
import io.faregate.servlet.FaregateFilter;
import io.faregate.usage.UsageRecord;
import jakarta.servlet.Servlet;
import jakarta.ws.rs.core.Application;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A container on a loopback port with an application at {@code /api}, and whatever guards it. */
final class Site implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Logger QUIET = Logger.getLogger("org.apache");

    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();
    private final Context context;
    private final Faregate faregate;

    Site(Policy policy, Ticker ticker) {
        QUIET.setLevel(Level.OFF);
        faregate = Faregate.builder()
                .policy(policy)
                .ticker(ticker)
                .sink(records::add)
                .build();
        tomcat.setBaseDir(new File("target/tomcat").getAbsolutePath());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        context = tomcat.addContext("/api", System.getProperty("java.io.tmpdir"));
    }

    HttpClient client() {
        return client;
    }

    int port() {
        return connector.getLocalPort();
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
        FilterDef def = new FilterDef();
        def.setFilterName("faregate");
        def.setFilter(new FaregateFilter(faregate));
        def.setAsyncSupported("true");
        context.addFilterDef(def);
        FilterMap map = new FilterMap();
        map.setFilterName("faregate");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        return this;
    }

    Site servlet(Servlet servlet, String mapping) {
        Wrapper wrapper = Tomcat.addServlet(context, "servlet", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.setLoadOnStartup(1);
        context.addServletMappingDecoded(mapping, "servlet");
        return this;
    }

    /** An application of JAX-RS, of resources and features. */
    Site application(Object... singletons) throws ReflectiveOperationException {
        TestApplication.consistsOf(singletons);
        return application(TestApplication.class);
    }

    /** An application of JAX-RS, which its implementation makes. */
    Site application(Class<? extends Application> type) throws ReflectiveOperationException {
        servlet(Implementation.present().servlet(), "/*");
        ((Wrapper) context.findChild("servlet")).addInitParameter("jakarta.ws.rs.Application", type.getName());
        return this;
    }

    Site start() throws LifecycleException {
        tomcat.start();
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
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
        faregate.close();
    }
}
