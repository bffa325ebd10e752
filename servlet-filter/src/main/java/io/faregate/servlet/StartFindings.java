package io.faregate.servlet;

import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at the start what of routes and mappings does not fit together; never a reason not to start. */
final class StartFindings {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final String DEFAULT_SERVLET = "default";

    private final Policy policy;
    private final FilterConfig config;

    StartFindings(Policy policy, FilterConfig config) {
        this.policy = policy;
        this.config = config;
    }

    void log() {
        try {
            warnings().forEach(LOG::warn);
            notes().forEach(LOG::info);
        } catch (RuntimeException failure) {
            LOG.warn("What of policy and mappings does not fit together can not be found out here", failure);
        }
    }

    /** What is most likely wrong. */
    List<String> warnings() {
        ServletContext context = config.getServletContext();
        FilterRegistration filter = context.getFilterRegistration(config.getFilterName());
        if (filter == null) {
            return List.of();
        }
        List<String> mapped = filterMappings(filter, context.getServletRegistrations());
        return unreached(mapped).stream()
                .map(route -> route.rule() + ": the filter is mapped to " + mapped + ", so " + route.path()
                        + " is not guarded, or not all of it.")
                .toList();
    }

    /** What may well be right. */
    List<String> notes() {
        List<String> mapped = servletMappings(config.getServletContext().getServletRegistrations());
        return unreached(mapped).stream()
                .map(route -> route.rule() + ": no servlet is mapped to " + route.path()
                        + ". That is well if a filter answers it; else the path is wrong, or has the context path in"
                        + " it.")
                .toList();
    }

    private static List<String> filterMappings(
            FilterRegistration filter, Map<String, ? extends ServletRegistration> servlets) {
        List<String> mapped = new ArrayList<>(orNone(filter.getUrlPatternMappings()));
        for (String name : orNone(filter.getServletNameMappings())) {
            ServletRegistration servlet = servlets.get(name);
            if (servlet != null) {
                mapped.addAll(orNone(servlet.getMappings()));
            }
        }
        return mapped;
    }

    private static List<String> servletMappings(Map<String, ? extends ServletRegistration> servlets) {
        List<String> mapped = new ArrayList<>();
        servlets.forEach((name, servlet) -> {
            if (!name.equals(DEFAULT_SERVLET) && !isOfNoServlet(servlet)) {
                orNone(servlet.getMappings()).forEach(mapping -> mapped.add(mapping.equals("/") ? "/*" : mapping));
            }
        });
        return mapped;
    }

    /** Open Liberty has null where there is nothing. */
    private static Collection<String> orNone(@Nullable Collection<String> mappings) {
        return mappings == null ? List.of() : mappings;
    }

    /** Jetty has a servlet that says there is none. */
    private static boolean isOfNoServlet(ServletRegistration servlet) {
        String type = servlet.getClassName();
        return type != null && type.endsWith("Default404Servlet");
    }

    private List<Route> unreached(Collection<String> patterns) {
        return policy.routes().stream()
                .filter(route -> patterns.stream().noneMatch(pattern -> reaches(pattern, route.path())))
                .toList();
    }

    /** Whether a servlet URL pattern covers a route's whole path. */
    static boolean reaches(String pattern, String path) {
        if (pattern.equals("/*") || pattern.equals(path)) {
            return true;
        }
        if (pattern.endsWith("/*")) {
            String prefix = pattern.substring(0, pattern.length() - 2);
            return path.equals(prefix) || path.startsWith(prefix + "/");
        }
        return pattern.startsWith("*.") && path.endsWith(pattern.substring(1));
    }
}
