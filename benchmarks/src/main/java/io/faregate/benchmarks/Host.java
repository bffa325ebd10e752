package io.faregate.benchmarks;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet container with default settings on a port of its own, a servlet in it, and filters before that. */
record Host(int port, Stop container) {
    interface Stop {
        void now() throws Exception;
    }

    /** Where it listens, and whether it speaks HTTP/2 too, in clear text. */
    record At(String address, boolean http2) {}

    static Host jetty(At at, Servlet servlet, List<Guard> guards) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(at.address());
        if (at.http2()) {
            connector.addConnectionFactory(new HTTP2CServerConnectionFactory(new HttpConfiguration()));
        }
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        guards.forEach(guard -> context.addFilter(holder(guard), "/*", EnumSet.of(DispatcherType.REQUEST)));
        server.setHandler(context);
        server.start();
        return new Host(connector.getLocalPort(), server::stop);
    }

    private static FilterHolder holder(Guard guard) {
        FilterHolder holder = new FilterHolder(guard.filter());
        holder.setAsyncSupported(true);
        holder.setInitParameters(guard.parameters());
        return holder;
    }

    static Host tomcat(At at, Servlet servlet, List<Guard> guards, Path directory) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.setProperty("address", at.address());
        if (at.http2()) {
            connector.addUpgradeProtocol(new Http2Protocol());
        }
        // Jetty knows no such limit, and a new connection is not what is measured
        connector.setProperty("maxKeepAliveRequests", "-1");
        Context context = tomcat.addContext("", null);
        Wrapper wrapper = Tomcat.addServlet(context, "chat", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/*");
        guards.forEach(guard -> add(guard, context));
        tomcat.start();
        return new Host(connector.getLocalPort(), tomcat::stop);
    }

    private static void add(Guard guard, Context context) {
        FilterDef filter = new FilterDef();
        filter.setFilterName("guard");
        filter.setFilter(guard.filter());
        filter.setFilterClass(guard.filter().getClass().getName());
        filter.setAsyncSupported("true");
        guard.parameters().forEach(filter::addInitParameter);
        context.addFilterDef(filter);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("guard");
        mapping.addURLPattern("/*");
        context.addFilterMap(mapping);
    }

    static Host undertow(At at, Servlet servlet, List<Guard> guards) throws Exception {
        DeploymentInfo application = new DeploymentInfo()
                .setClassLoader(Host.class.getClassLoader())
                .setDeploymentName("chat")
                .setContextPath("/")
                .addServlet(Servlets.servlet("chat", servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                        .setAsyncSupported(true)
                        .addMapping("/*"));
        guards.forEach(guard -> add(guard, application));
        DeploymentManager manager = Servlets.newContainer().addDeployment(application);
        manager.deploy();
        Undertow server = Undertow.builder()
                .setServerOption(UndertowOptions.ENABLE_HTTP2, at.http2())
                .addHttpListener(0, at.address())
                .setHandler(Handlers.path(manager.start()))
                .build();
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        return new Host(port, server::stop);
    }

    private static void add(Guard guard, DeploymentInfo application) {
        FilterInfo filter =
                new FilterInfo("guard", guard.filter().getClass(), new ImmediateInstanceFactory<>(guard.filter()));
        guard.parameters().forEach(filter::addInitParam);
        application.addFilter(filter.setAsyncSupported(true));
        application.addFilterUrlMapping("guard", "/*", DispatcherType.REQUEST);
    }

    void stop() throws Exception {
        container.now();
    }
}
