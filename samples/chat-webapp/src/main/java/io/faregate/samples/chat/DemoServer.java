package io.faregate.samples.chat;

import io.faregate.samples.chat.provider.StandInProvider;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.session.HouseKeeper;

/** A Jetty that runs the WAR, and the stand-in provider beside it. */
final class DemoServer implements AutoCloseable {
    /** How long requests that run may take to end when the demo stops. */
    private static final Duration LAST_WORDS = Duration.ofMillis(600);

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Optional<StandInProvider> provider;
    private final GracefulHandler running;

    private DemoServer(DemoOptions options) throws Exception {
        provider = options.provider().isPresent() ? Optional.empty() : Optional.of(StandInProvider.start());
        connector.setHost("localhost");
        connector.setPort(options.port());
        server.addConnector(connector);
        server.addBean(sessions(), true);
        running = new GracefulHandler(new ContextHandlerCollection(
                new ContextHandler(new ProviderWindow(provider), "/provider"), webapp(options)));
        server.setHandler(running);
        server.setStopTimeout(0);
    }

    /** Starts everything; when this returns, the application answers. */
    static DemoServer start(DemoOptions options) {
        try {
            DemoServer demo = new DemoServer(options);
            try {
                demo.server.start();
                return demo;
            } catch (Exception failure) {
                demo.close();
                throw failure;
            }
        } catch (Exception failure) {
            throw new CannotStart(sentence(failure, options), failure);
        }
    }

    private static String sentence(Exception failure, DemoOptions options) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof ServletException)) {
            cause = cause.getCause();
        }
        return cause instanceof BindException
                ? "Port " + options.port() + " can not be opened: " + cause.getMessage()
                        + ". Choose another with -Ddemo.port, 0 for a free one."
                : "The demo can not start. " + cause.getMessage();
    }

    private WebAppContext webapp(DemoOptions options) {
        WebAppContext webapp = new WebAppContext();
        webapp.setContextPath("/");
        webapp.setBaseResourceAsPath(options.webapp());
        webapp.setThrowUnavailableOnStartupException(true);
        // the container's logging serves the application too
        webapp.getProtectedClassMatcher().add("org.slf4j.", "ch.qos.logback.");
        webapp.getSecurityHandler().setAuthenticator(new BasicOrKey());
        webapp.getSecurityHandler().setLoginService(DemoUsers.realm());
        webapp.setAttribute(
                "provider.url",
                options.provider().orElseGet(() -> provider.orElseThrow().url()));
        webapp.setAttribute("provider.key", options.key());
        options.policy().ifPresent(file -> webapp.addEventListener(new OtherPolicy(webapp, file)));
        return webapp;
    }

    private DefaultSessionIdManager sessions() throws Exception {
        HouseKeeper keeper = new HouseKeeper();
        keeper.setIntervalSec(60);
        DefaultSessionIdManager sessions = new DefaultSessionIdManager(server);
        sessions.setSessionHouseKeeper(keeper);
        return sessions;
    }

    URI url() {
        return URI.create("http://localhost:" + connector.getLocalPort());
    }

    Optional<StandInProvider> provider() {
        return provider;
    }

    void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() {
        try {
            // the provider first: requests that wait for it end by themselves
            provider.ifPresent(StandInProvider::close);
            running.shutdown()
                    .completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("the demo did not stop", failure);
        }
    }

    /** Gives the filter another policy than web.xml does, after web.xml was read and before the filter is made. */
    private record OtherPolicy(WebAppContext webapp, Path file) implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            webapp.getServletHandler().getFilter("faregate").setInitParameter("policy", file.toString());
        }
    }
}
