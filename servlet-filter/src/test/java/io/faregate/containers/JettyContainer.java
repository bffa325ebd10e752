package io.faregate.containers;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee9.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee9.servlet.FilterHolder;
import org.eclipse.jetty.ee9.servlet.ServletContextHandler;
import org.eclipse.jetty.ee9.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty 12, in one of its flavours from ee8 to ee11. */
final class JettyContainer implements Container {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
    private final ErrorPageErrorHandler errors = new ErrorPageErrorHandler();

    @Override
    public void contextPath(String path) {
        context.setContextPath(path);
    }

    @Override
    public void resources(Path directory) {
        context.setBaseResource(ResourceFactory.root().newResource(directory));
    }

    @Override
    public void idleMillis(int millis) {
        connector.setIdleTimeout(millis);
    }

    @Override
    public void http2() {
        connector.addConnectionFactory(new HTTP2CServerConnectionFactory(new HttpConfiguration()));
    }

    @Override
    public void tls() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(TestCertificate.context());
        HttpConfiguration configuration = new HttpConfiguration();
        // clients of tests name any host
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        connector.setConnectionFactories(
                List.of(AbstractConnectionFactory.getFactories(tls, new HttpConnectionFactory(configuration))));
    }

    @Override
    public void filter(Added added) {
        FilterHolder holder = new FilterHolder(added.filter());
        holder.setName(added.name());
        holder.setAsyncSupported(added.asyncSupported());
        holder.setInitParameters(added.params());
        context.addFilter(holder, added.pattern(), EnumSet.copyOf(added.types()));
    }

    @Override
    public void servlet(String path, Servlet servlet, MultipartConfigElement form, Map<String, String> params) {
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        holder.setInitParameters(params);
        context.addServlet(holder, path);
        if (form != null) {
            holder.getRegistration().setMultipartConfig(form);
        }
    }

    @Override
    public void errorPage(int status, String path) {
        errors.addErrorPage(status, path);
    }

    @Override
    public void start() throws Exception {
        context.setErrorHandler(errors);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void stopApplication() throws Exception {
        context.stop();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
