package io.faregate.jaxrs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the servlet request behind a request of JAX-RS shows of its client, on the request's own thread.
 *
 * @param peer the client's address, or that of the nearest proxy
 * @param request the request, for its session
 */
record ServletShown(String peer, HttpServletRequest request) {
    private static final String PROPERTY = "io.faregate.jaxrs.servlet";

    /** The one of a request; null where no servlet container is behind it. */
    static @Nullable ServletShown of(ContainerRequestContext context) {
        return context.getProperty(PROPERTY) instanceof ServletShown shown ? shown : null;
    }

    void to(ContainerRequestContext context) {
        context.setProperty(PROPERTY, this);
    }

    Optional<Object> session(String name) {
        HttpSession session = request.getSession(false);
        return session == null ? Optional.empty() : Optional.ofNullable(session.getAttribute(name));
    }
}
