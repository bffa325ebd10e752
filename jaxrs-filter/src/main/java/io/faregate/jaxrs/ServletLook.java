package io.faregate.jaxrs;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import org.jspecify.annotations.Nullable;

/** Shows the later filters the servlet request, where there is one. Only for class paths that have the servlet API. */
@PreMatching
final class ServletLook implements ContainerRequestFilter {
    private static final String SERVLET = "jakarta.servlet.http.HttpServletRequest";

    @Context
    @Nullable
    private HttpServletRequest request;

    /** Whether this class can be loaded at all. */
    static boolean isPossible() {
        try {
            Class.forName(SERVLET, false, ServletLook.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    @Override
    public void filter(ContainerRequestContext context) {
        HttpServletRequest shown = request;
        if (shown == null) {
            return;
        }
        String peer;
        try {
            peer = shown.getRemoteAddr();
        } catch (RuntimeException outside) {
            // RESTEasy injects a proxy without a servlet behind it, too
            return;
        }
        if (peer != null) {
            new ServletShown(peer, shown).to(context);
        }
    }
}
