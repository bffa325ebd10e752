package io.faregate.ride;

import java.util.List;
import java.util.Optional;

/**
 * What an adapter shows of a request before its body is read. An adapter reads it from its container once, in the
 * request's own thread; implementations need not be thread-safe.
 */
public interface RequestHead {

    /**
     * The request's method in upper case, as {@code POST}.
     *
     * @return the method
     */
    String method();

    /**
     * The path inside the application, decoded by the container (servlet path and path info), starting with a slash.
     *
     * @return the path, without context path, path parameters and query
     */
    String path();

    /**
     * The path inside the application as the client wrote it: decoded, but with nothing in it resolved or dropped that a
     * container resolves or drops. Some frameworks look there for their own paths, so routes of both count.
     *
     * @return the same as {@link #path} where an adapter knows no other
     */
    default String askedPath() {
        return path();
    }

    /**
     * The query, still encoded as the client wrote it: what a form or a page would read parameters of.
     *
     * @return the query without its question mark; empty when there is none
     */
    String query();

    /**
     * All values of a header, in the order they came.
     *
     * @param name the header's name, in any case
     * @return the values; empty when the header is absent
     */
    List<String> headers(String name);

    /**
     * The names of all headers.
     *
     * @return the names as they came; one that came several times may be there as often
     */
    List<String> headerNames();

    /**
     * The network peer's address as text, as the socket knows it.
     *
     * @return an IPv4 or IPv6 literal; anything else, as of a Unix domain socket, is one network called {@code unknown}
     */
    String peer();

    /**
     * The name of the principal that the container authenticated.
     *
     * @return the name, or empty for an anonymous request
     */
    Optional<String> principal();

    /**
     * Whether the container says that the caller has a role.
     *
     * @param role the role's name
     * @return true when the caller is in it
     */
    boolean hasRole(String role);

    /**
     * An attribute of the caller's session. Looking never creates a session.
     *
     * @param name the attribute's name
     * @return its value, or empty
     */
    Optional<Object> session(String name);

    /**
     * An attribute that the application set on the request before Faregate saw it.
     *
     * @param name the attribute's name
     * @return its value, or empty
     */
    Optional<Object> attribute(String name);

    /**
     * The declared length of the body in bytes.
     *
     * @return the length, or -1 when it is not known
     */
    long contentLength();

    /**
     * The first value of a header.
     *
     * @param name the header's name, in any case
     * @return its first value, or empty
     */
    default Optional<String> header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }
}
