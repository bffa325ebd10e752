package io.faregate.ride;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A request without a container; see {@link RideRequest#of}. */
final class MadeRequest implements RideRequest {
    private final String method;
    private final String path;
    private final String query;
    private final byte[] body;
    private final @Nullable String user;
    private final String peer;
    private final Map<String, Object> attributes;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    MadeRequest(Builder made) {
        method = made.method;
        path = made.path;
        query = made.query;
        body = made.json.getBytes(StandardCharsets.UTF_8);
        user = made.user;
        peer = made.peer;
        attributes = Map.copyOf(made.attributes);
        headers.putAll(made.headers);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public List<String> headerNames() {
        return List.copyOf(headers.keySet());
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Optional<String> principal() {
        return Optional.ofNullable(user);
    }

    @Override
    public boolean hasRole(String role) {
        return role.equals(attributes.get("role"));
    }

    @Override
    public Optional<Object> session(String name) {
        return attribute(name);
    }

    @Override
    public Optional<Object> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    @Override
    public long contentLength() {
        return body.length;
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }
}
