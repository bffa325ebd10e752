package io.faregate.containers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * A servlet container on a loopback port of its own: all that a test needs of one. Set up first, then started. The tests of
 * JAX-RS have these sources too.
 */
public interface Container extends AutoCloseable {
    /** Where the application lies, empty for the root. */
    void contextPath(String path);

    /** The directory of the application's resources, as WEB-INF. */
    void resources(Path directory);

    /** How long a client may be silent, or take nothing. */
    void idleMillis(int millis);

    /** Speaks HTTP/2 too, in clear text, to clients that ask for it. */
    void http2();

    /** Speaks HTTP/1.1 over TLS, with {@link TestCertificate}. */
    void tls();

    void filter(Added filter);

    void servlet(String path, Servlet servlet, MultipartConfigElement form, Map<String, String> params);

    default void servlet(String path, Servlet servlet, MultipartConfigElement form) {
        servlet(path, servlet, form, Map.of());
    }

    void errorPage(int status, String path);

    void start() throws Exception;

    int port();

    /** Stops the application, whatever it does; its container and the connections of its clients stay. */
    void stopApplication() throws Exception;

    @Override
    void close();

    /** A filter with its mapping. */
    record Added(
            String name,
            Filter filter,
            String pattern,
            Set<DispatcherType> types,
            boolean asyncSupported,
            Map<String, String> params) {}
}
