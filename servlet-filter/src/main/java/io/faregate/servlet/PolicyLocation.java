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
import java.nio.file.Path;

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
            return Files.newInputStream(Path.of(name));
        }
        InputStream in = name.startsWith(IN_WAR)
                ? context.getResourceAsStream(name)
                : context.getClassLoader().getResourceAsStream(name.substring(CLASSPATH.length()));
        if (in == null) {
            throw new FileNotFoundException(name + " does not exist");
        }
        return in;
    }
}
