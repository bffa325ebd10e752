package io.faregate.jaxrs;

import jakarta.servlet.Servlet;
import jakarta.ws.rs.core.Application;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The implementations of JAX-RS, by the servlet that starts them. One of them is on the class path of a test run. */
enum Implementation {
    JERSEY("org.glassfish.jersey.servlet.ServletContainer"),
    RESTEASY("org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher"),
    CXF("org.apache.cxf.jaxrs.servlet.CXFNonSpringJaxrsServlet");

    private final String servlet;

    Implementation(String servlet) {
        this.servlet = servlet;
    }

    /** The one that this run is of. */
    static Implementation present() {
        List<Implementation> present =
                Arrays.stream(values()).filter(Implementation::isThere).toList();
        if (present.size() != 1) {
            throw new IllegalStateException("one implementation is needed on the class path, found " + present);
        }
        Implementation found = present.get(0);
        // as the build calls each of its runs; none when somebody runs a test by itself
        String wanted = System.getProperty("implementation", "");
        if (!wanted.isEmpty() && !wanted.startsWith(found.name().toLowerCase(Locale.ROOT))) {
            throw new IllegalStateException("this is the run of " + wanted + ", and not of " + found);
        }
        return found;
    }

    /** Whether it is one of JAX-RS 2.1. */
    static boolean isOld() {
        return Application.class.getName().startsWith("javax");
    }

    /** Whether it answers a failure that nobody maps as it answers others; JAX-RS demands it from 3.1 on. */
    boolean tellsOfFailures() {
        return this != CXF && !isOld();
    }

    /** Whether {@code @FormParam} reads the body that filters put there, and not what the servlet container reads of it. */
    boolean readsFormsBehindFilters() {
        return this != RESTEASY || !isOld();
    }

    private boolean isThere() {
        return Implementation.class.getClassLoader().getResource(servlet.replace('.', '/') + ".class") != null;
    }

    Servlet servlet() throws ReflectiveOperationException {
        return Class.forName(servlet).asSubclass(Servlet.class).getConstructor().newInstance();
    }
}
