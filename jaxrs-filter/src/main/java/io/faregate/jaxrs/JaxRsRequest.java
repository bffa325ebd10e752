package io.faregate.jaxrs;

import io.faregate.ride.RideRequest;
import io.faregate.ride.UnreadBody;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.PathSegment;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of JAX-RS, as the gate sees it. Used by the request's own thread. */
final class JaxRsRequest implements RideRequest {
    private static final String NO_ADDRESS = "unknown";

    private final ContainerRequestContext context;
    private final String path;
    private final @Nullable ServletShown servlet;
    private @Nullable UnreadBody body;

    /** For the route of a path that is not the request's own. */
    JaxRsRequest(ContainerRequestContext context, String path) {
        this.context = context;
        this.path = path;
        this.servlet = ServletShown.of(context);
    }

    /** Whether a servlet request is behind it, which shows the client's address and session. */
    boolean isInServlet() {
        return servlet != null;
    }

    /**
     * The path under the application's base: decoded, without path parameters, and without a slash at its end. A slash that
     * was escaped stays so, as it is a part of a name to some; so does a name that is nothing but parameters.
     */
    static String pathOf(UriInfo uri) {
        StringBuilder path = new StringBuilder();
        for (PathSegment segment : uri.getPathSegments()) {
            String name = segment.getPath();
            if (!name.isEmpty()) {
                path.append('/').append(name.replace("/", "%2F"));
            } else if (uri.getRequestUri().getRawPath().contains("/;")) {
                // CXF takes the semicolon alone for the value of a variable
                path.append("/;");
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    @Override
    public String method() {
        return context.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return queryOf(context.getUriInfo());
    }

    static String queryOf(UriInfo uri) {
        String query = uri.getRequestUri().getRawQuery();
        return query == null ? "" : query;
    }

    @Override
    public List<String> headers(String name) {
        List<String> values = context.getHeaders().get(name);
        // CXF has a value of null for a header that it looked for and did not find
        return values == null
                ? List.of()
                : values.stream().filter(Objects::nonNull).toList();
    }

    @Override
    public List<String> headerNames() {
        return List.copyOf(context.getHeaders().keySet());
    }

    @Override
    public String peer() {
        return servlet == null ? NO_ADDRESS : servlet.peer();
    }

    @Override
    public Optional<String> principal() {
        SecurityContext security = context.getSecurityContext();
        return Optional.ofNullable(security)
                .map(SecurityContext::getUserPrincipal)
                .map(Principal::getName);
    }

    @Override
    public boolean hasRole(String role) {
        SecurityContext security = context.getSecurityContext();
        return security != null && security.isUserInRole(role);
    }

    @Override
    public Optional<Object> session(String name) {
        return servlet == null ? Optional.empty() : servlet.session(name);
    }

    @Override
    public Optional<Object> attribute(String name) {
        return Optional.ofNullable(context.getProperty(name));
    }

    /** The specification's own number has 31 bits. */
    @Override
    public long contentLength() {
        String length = header(HttpHeaders.CONTENT_LENGTH).orElse("");
        try {
            return length.isEmpty() ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }

    @Override
    public InputStream body() {
        UnreadBody unread = new UnreadBody(context.getEntityStream());
        body = unread;
        return unread;
    }

    /** Whether bytes of the body would be read as the next request on this connection. */
    boolean isBodyLeft() {
        if (servlet == null || !servlet.request().getProtocol().startsWith("HTTP/1")) {
            return false;
        }
        long length = contentLength();
        boolean declared = length > 0 || header("Transfer-Encoding").isPresent();
        return declared && (body == null || !body.isRead(length));
    }
}
