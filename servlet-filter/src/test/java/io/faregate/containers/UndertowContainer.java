package io.faregate.containers;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.FilterInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.xnio.Options;

/** Undertow, in its lines 2.2 and 2.3. */
final class UndertowContainer implements Container {
    private final Undertow.Builder builder = Undertow.builder();
    private final DeploymentInfo application = new DeploymentInfo();
    private DeploymentManager manager;
    private Undertow server;
    private int servlets;
    private boolean tls;

    UndertowContainer() {
        application
                .setClassLoader(UndertowContainer.class.getClassLoader())
                .setDeploymentName("test")
                .setContextPath("/")
                // else a filter's mistakes show with the first request
                .setEagerFilterInit(true);
        // the machine's cores decide else, and two are too few for streams that block
        builder.setIoThreads(2).setWorkerThreads(64);
    }

    @Override
    public void contextPath(String path) {
        application.setContextPath(path);
    }

    @Override
    public void resources(Path directory) {
        application.setResourceManager(new PathResourceManager(directory));
    }

    @Override
    public void idleMillis(int millis) {
        builder.setSocketOption(Options.READ_TIMEOUT, millis).setSocketOption(Options.WRITE_TIMEOUT, millis);
    }

    @Override
    public void http2() {
        builder.setServerOption(UndertowOptions.ENABLE_HTTP2, true);
    }

    @Override
    public void tls() {
        tls = true;
    }

    @Override
    public void filter(Added added) {
        FilterInfo filter =
                new FilterInfo(added.name(), added.filter().getClass(), new ImmediateInstanceFactory<>(added.filter()));
        filter.setAsyncSupported(added.asyncSupported());
        added.params().forEach(filter::addInitParam);
        application.addFilter(filter);
        for (DispatcherType type : added.types()) {
            application.addFilterUrlMapping(added.name(), added.pattern(), type);
        }
    }

    @Override
    public void servlet(String path, Servlet servlet, MultipartConfigElement form, Map<String, String> params) {
        ServletInfo info =
                Servlets.servlet("servlet-" + servlets++, servlet.getClass(), new ImmediateInstanceFactory<>(servlet));
        info.setAsyncSupported(true).addMapping(path);
        params.forEach(info::addInitParam);
        if (form != null) {
            info.setMultipartConfig(form);
        }
        application.addServlet(info);
    }

    @Override
    public void errorPage(int status, String path) {
        application.addErrorPage(new ErrorPage(path, status));
    }

    @Override
    public void start() throws Exception {
        manager = Servlets.newContainer().addDeployment(application);
        manager.deploy();
        var paths = Handlers.path().addPrefixPath(application.getContextPath(), manager.start());
        if (tls) {
            builder.addHttpsListener(0, "127.0.0.1", TestCertificate.context());
        } else {
            builder.addHttpListener(0, "127.0.0.1");
        }
        server = builder.setHandler(paths).build();
        server.start();
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void stopApplication() throws ServletException {
        if (manager.getState() == DeploymentManager.State.STARTED) {
            manager.stop();
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop();
        }
        if (manager != null) {
            undeploy();
        }
    }

    private void undeploy() {
        try {
            stopApplication();
            manager.undeploy();
        } catch (ServletException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
