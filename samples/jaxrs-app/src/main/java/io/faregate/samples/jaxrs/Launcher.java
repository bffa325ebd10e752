package io.faregate.samples.jaxrs;

import io.faregate.Faregate;
import io.faregate.policy.PolicyResources;
import io.faregate.policy.PolicySource;
import io.faregate.samples.jaxrs.app.ChatApplication;
import jakarta.ws.rs.SeBootstrap;
import java.io.IOException;
import java.net.URI;

/** Starts the application by the means of JAX-RS alone, and the stand-in for the provider beside it. */
public final class Launcher implements AutoCloseable {
    private static final int USUAL_PORT = 8080;
    private static final long USUAL_PAUSE_MILLIS = 20;

    private final StandInProvider provider;
    private final Faregate faregate;
    private final SeBootstrap.Instance server;

    private Launcher(int port, long pauseMillis) throws IOException {
        provider = StandInProvider.start(pauseMillis);
        faregate = Faregate.of(PolicySource.of("classpath:faregate.yaml", PolicyResources.standard()));
        SeBootstrap.Configuration where =
                SeBootstrap.Configuration.builder().host("127.0.0.1").port(port).build();
        server = SeBootstrap.start(new ChatApplication(faregate, provider.chats()), where)
                .toCompletableFuture()
                .join();
    }

    /**
     * Runs until the process is told to stop, on port 8080.
     *
     * @param args none
     * @throws Exception when the application does not start
     */
    public static void main(String[] args) throws Exception {
        Launcher launcher = start(USUAL_PORT, USUAL_PAUSE_MILLIS);
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::close, "stop"));
        System.out.println("Faregate sample ready: " + launcher.url());
        Thread.currentThread().join();
    }

    /** Starts the application; when this returns, it answers. */
    static Launcher start(int port, long pauseMillis) throws IOException {
        return new Launcher(port, pauseMillis);
    }

    URI url() {
        return server.configuration().baseUri();
    }

    StandInProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        server.stop().toCompletableFuture().join();
        faregate.close();
        provider.close();
    }
}
