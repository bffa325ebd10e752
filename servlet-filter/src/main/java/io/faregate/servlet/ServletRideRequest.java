package io.faregate.servlet;

import io.faregate.Decision.Refused;
import io.faregate.ride.Answer;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.ride.UnreadBody;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A servlet request, as the gate sees it. Used by the request's own thread. */
final class ServletRideRequest implements RideRequest {
    private final HttpServletRequest request;
    private final String path;
    private @Nullable UnreadBody body;

    ServletRideRequest(HttpServletRequest request) {
        this.request = request;
        this.path = isIncluded()
                ? path(
                        request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                        request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO))
                : path(request.getServletPath(), request.getPathInfo());
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return path;
    }

    private static String path(@Nullable Object servletPath, @Nullable Object pathInfo) {
        return text(servletPath) + text(pathInfo);
    }

    @Override
    public String askedPath() {
        return isIncluded()
                ? AskedPath.of(
                        text(request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI)),
                        text(request.getAttribute(RequestDispatcher.INCLUDE_CONTEXT_PATH)),
                        path)
                : AskedPath.of(text(request.getRequestURI()), text(request.getContextPath()), path);
    }

    /**
     * A dispatch that brings an unguarded request to a guarded path may have a query of its own: the application would
     * see the parameters of both.
     */
    @Override
    public String query() {
        String own = text(request.getQueryString());
        if (isIncluded()) {
            return both(text(request.getAttribute(RequestDispatcher.INCLUDE_QUERY_STRING)), own);
        }
        return request.getDispatcherType() == DispatcherType.FORWARD
                ? both(own, text(request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING)))
                : own;
    }

    private static String both(String dispatched, String asked) {
        boolean isOne = dispatched.equals(asked) || dispatched.isEmpty() || asked.isEmpty();
        return isOne ? (dispatched.isEmpty() ? asked : dispatched) : dispatched + "&" + asked;
    }

    private static String text(@Nullable Object part) {
        return part == null ? "" : part.toString();
    }

    private boolean isIncluded() {
        return request.getDispatcherType() == DispatcherType.INCLUDE;
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null || !values.hasMoreElements() ? List.of() : Collections.list(values);
    }

    @Override
    public List<String> headerNames() {
        Enumeration<String> names = request.getHeaderNames();
        return names == null ? List.of() : Collections.list(names);
    }

    @Override
    public String peer() {
        return text(request.getRemoteAddr());
    }

    @Override
    public Optional<String> principal() {
        return Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName);
    }

    @Override
    public boolean hasRole(String role) {
        return request.isUserInRole(role);
    }

    @Override
    public Optional<Object> session(String name) {
        HttpSession session = request.getSession(false);
        return session == null ? Optional.empty() : Optional.ofNullable(session.getAttribute(name));
    }

    @Override
    public Optional<Object> attribute(String name) {
        return Optional.ofNullable(request.getAttribute(name));
    }

    @Override
    public long contentLength() {
        return request.getContentLengthLong();
    }

    @Override
    public InputStream body() throws IOException {
        UnreadBody unread = new UnreadBody(open());
        body = unread;
        return unread;
    }

    /** An earlier filter that took the reader has the body: what is left is nothing, which no dialect lets in. */
    private InputStream open() throws IOException {
        try {
            return request.getInputStream();
        } catch (IllegalStateException taken) {
            return InputStream.nullInputStream();
        }
    }

    /**
     * Answers instead of the application; an including page gets an exception, as it owns the response. One that has begun
     * takes the refusal as its last event, or is broken off: what the client has of it must not look like an answer.
     */
    void refuse(Refused refused, HttpServletResponse response) throws IOException {
        if (isIncluded()) {
            var refusal = refused.refusal();
            throw new RideOverException(refusal.reason(), refusal.rule(), refusal.message());
        }
        if (response.isCommitted()) {
            if (!AnswerWriter.writeBehind(refused, response)) {
                throw new IOException("The request was refused after its response had begun.");
            }
            return;
        }
        response.setHeader(ServletRide.ID_HEADER, refused.refusal().rideId());
        answer(refused.answer(), response);
    }

    /** Answers in the gate's name; into an including page, or a response that has begun, it has nothing to say. */
    void answer(Answer answer, HttpServletResponse response) throws IOException {
        if (isIncluded() || response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        if (isBodyLeft()) {
            response.setHeader("Connection", "close");
        }
        AnswerWriter.write(answer, response);
    }

    /** Whether bytes of the body would be read as the next request on this connection. */
    private boolean isBodyLeft() {
        if (!request.getProtocol().startsWith("HTTP/1")) {
            return false;
        }
        long length = contentLength();
        boolean declared = length > 0 || request.getHeader("Transfer-Encoding") != null;
        return declared && (body == null || !body.isRead(length));
    }
}
