package io.faregate.benchmarks;

import io.undertow.Version;
import jakarta.servlet.Servlet;
import java.nio.file.Files;
import java.util.List;
import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.util.Jetty;

/** The containers in which lost clients are measured. */
enum Servers {
    JETTY("Jetty", Jetty.VERSION) {
        @Override
        Host start(Host.At at, Servlet servlet, List<Guard> guards) throws Exception {
            return Host.jetty(at, servlet, guards);
        }
    },
    TOMCAT("Tomcat", ServerInfo.getServerInfo().replaceFirst(".*/", "")) {
        @Override
        Host start(Host.At at, Servlet servlet, List<Guard> guards) throws Exception {
            return Host.tomcat(at, servlet, guards, Files.createTempDirectory("tomcat"));
        }
    },
    UNDERTOW("Undertow", Version.getVersionString()) {
        @Override
        Host start(Host.At at, Servlet servlet, List<Guard> guards) throws Exception {
            return Host.undertow(at, servlet, guards);
        }
    };

    private final String label;
    private final String version;

    Servers(String label, String version) {
        this.label = label;
        this.version = version;
    }

    String label() {
        return label;
    }

    String version() {
        return version;
    }

    abstract Host start(Host.At at, Servlet servlet, List<Guard> guards) throws Exception;
}
