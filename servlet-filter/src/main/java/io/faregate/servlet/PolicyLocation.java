package io.faregate.servlet;

import io.faregate.Faregate;
import io.faregate.policy.PolicyResources;
import io.faregate.policy.PolicySource;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the filter's init-param says that the policy is: a file, the class path, or inside the WAR. */
record PolicyLocation(String location, ServletContext context) {
    private static final String PARAM = "policy";
    private static final String CLASSPATH = PolicyResources.CLASSPATH;
    private static final String IN_WAR = "/WEB-INF/";

    static PolicyLocation of(FilterConfig config) throws ServletException {
        String location = config.getInitParameter(PARAM);
        if (location == null || location.isBlank()) {
            throw new ServletException("The filter " + config.getFilterName() + " needs the init-param policy: a path,"
                    + " classpath:name, or a path that begins with /WEB-INF/.");
        }
        return new PolicyLocation(location.strip(), config.getServletContext());
    }

    /** A gate that looks there for changes, too. */
    Faregate gate() throws ServletException {
        try {
            return Faregate.of(PolicySource.of(location, this::open));
        } catch (IOException | RuntimeException failure) {
            throw new ServletException("The policy can not be used: " + failure.getMessage(), failure);
        }
    }

    /** The policy, or a price table that it names: each may lie in any of the three places. */
    private InputStream open(String name) throws IOException {
        if (!name.startsWith(CLASSPATH) && !name.startsWith(IN_WAR)) {
            return file(name);
        }
        InputStream in = name.startsWith(IN_WAR) ? context.getResourceAsStream(name) : inClassPath(name);
        if (in == null) {
            throw new FileNotFoundException(name + " does not exist");
        }
        return in;
    }

    /** The exception of the file system has the name alone. */
    private static InputStream file(String name) throws IOException {
        try {
            return Files.newInputStream(Path.of(name));
        } catch (NoSuchFileException missing) {
            throw new FileNotFoundException(name + " does not exist");
        }
    }

    /** A slash before the name is what other tools want, so it is no mistake here. */
    private @Nullable InputStream inClassPath(String location) {
        String name = location.substring(CLASSPATH.length());
        return loader().getResourceAsStream(name.startsWith("/") ? name.substring(1) : name);
    }

    /** A container inside an application may have none of its own. */
    private ClassLoader loader() {
        ClassLoader own = context.getClassLoader();
        ClassLoader loader = own == null ? Thread.currentThread().getContextClassLoader() : own;
        return loader == null ? PolicyLocation.class.getClassLoader() : loader;
    }
}
