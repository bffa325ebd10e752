package io.faregate.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet container with default settings on a loopback port of its own, a servlet in it, and filters before that. */
record Host(int port, Stop container) {
    interface Stop {
        void now() throws Exception;
    }

    static Host jetty(Servlet servlet, List<Guard> guards) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
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

    static Host tomcat(Servlet servlet, List<Guard> guards, Path directory) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.setProperty("address", "127.0.0.1");
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

    void stop() throws Exception {
        container.now();
    }
}
