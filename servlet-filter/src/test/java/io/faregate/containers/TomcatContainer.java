package io.faregate.containers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat, in one of its lines from 9 to 11. */
final class TomcatContainer implements Container {
    private static final Logger QUIET = Logger.getLogger("org.apache");
    private static final String BASE = new File("target/tomcat").getAbsolutePath();

    private final Tomcat tomcat = new Tomcat();
    private final Connector connector = new Connector();
    private final Context context;
    private int servlets;

    TomcatContainer() {
        QUIET.setLevel(Level.OFF);
        tomcat.setBaseDir(BASE);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // else it asks each client to continue before any filter is asked
        connector.setProperty("continueResponseTiming", "onRead");
        tomcat.setConnector(connector);
        context = tomcat.addContext("", System.getProperty("java.io.tmpdir"));
    }

    @Override
    public void contextPath(String path) {
        context.setPath(path);
    }

    @Override
    public void resources(Path directory) {
        context.setDocBase(directory.toString());
    }

    @Override
    public void idleMillis(int millis) {
        connector.setProperty("connectionTimeout", Integer.toString(millis));
    }

    @Override
    public void http2() {
        connector.addUpgradeProtocol(new Http2Protocol());
    }

    @Override
    public void tls() {
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        certificate.setCertificateKeystoreType(TestCertificate.TYPE);
        certificate.setCertificateKeystoreFile(TestCertificate.file());
        certificate.setCertificateKeystorePassword(TestCertificate.PASSWORD);
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        connector.setProperty("SSLEnabled", "true");
    }

    @Override
    public void filter(Added added) {
        FilterDef def = new FilterDef();
        def.setFilterName(added.name());
        def.setFilter(added.filter());
        def.setAsyncSupported(Boolean.toString(added.asyncSupported()));
        added.params().forEach(def::addInitParameter);
        context.addFilterDef(def);
        FilterMap map = new FilterMap();
        map.setFilterName(added.name());
        map.addURLPattern(added.pattern());
        for (DispatcherType type : added.types()) {
            map.setDispatcher(type.name());
        }
        context.addFilterMap(map);
    }

    @Override
    @SuppressWarnings("deprecation") // in some lines, which have no other
    public void servlet(String path, Servlet servlet, MultipartConfigElement form, Map<String, String> params) {
        Wrapper wrapper = Tomcat.addServlet(context, "servlet-" + servlets++, servlet);
        wrapper.setAsyncSupported(true);
        wrapper.setMultipartConfigElement(form);
        params.forEach(wrapper::addInitParameter);
        context.addServletMappingDecoded(path, wrapper.getName());
    }

    @Override
    public void errorPage(int status, String path) {
        ErrorPage page = new ErrorPage();
        page.setErrorCode(status);
        page.setLocation(path);
        context.addErrorPage(page);
    }

    @Override
    public void start() throws Exception {
        tomcat.start();
        if (context.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("The application did not start.");
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void stopApplication() throws LifecycleException {
        context.stop();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
