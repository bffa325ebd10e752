package io.faregate.samples.chat.provider;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * The stand-in provider, on a free port of this host: it speaks OpenAI's Chat Completions and Responses and Anthropic's
 * Messages. Thread-safe.
 */
public final class StandInProvider implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Counts counts = new Counts();
    private final AtomicReference<@Nullable String> lastRequest = new AtomicReference<>();

    private StandInProvider() {
        connector.setHost("localhost");
        server.addConnector(connector);
        server.setHandler(new ApiHandler(counts, lastRequest));
        server.setStopTimeout(0);
    }

    /** Starts one. */
    public static StandInProvider start() {
        StandInProvider provider = new StandInProvider();
        try {
            provider.server.start();
        } catch (Exception failure) {
            throw new IllegalStateException("the stand-in provider did not start", failure);
        }
        Tokens.count("the tables are read now, not in somebody's first request");
        return provider;
    }

    /** Where it answers, without {@code /v1}. */
    public URI url() {
        return URI.create("http://localhost:" + connector.getLocalPort());
    }

    /** What has reached it so far. */
    public ProviderStats stats() {
        return counts.snapshot();
    }

    /** The body of the last request that reached it. */
    public Optional<String> lastRequest() {
        return Optional.ofNullable(lastRequest.get());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the stand-in provider did not stop", failure);
        }
    }
}
