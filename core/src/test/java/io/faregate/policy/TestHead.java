package io.faregate.policy;

import io.faregate.ride.RequestHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A request's head made by hand, with several lines of a header if need be. */
final class TestHead implements RequestHead {
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, Object> session = new HashMap<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private final Set<String> roles = new HashSet<>();
    private final String peer;
    private String principal;

    private TestHead(String peer) {
        this.peer = peer;
    }

    static TestHead from(String peer) {
        return new TestHead(peer);
    }

    TestHead principal(String name) {
        principal = name;
        return this;
    }

    TestHead header(String name, String value) {
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    TestHead session(String name, Object value) {
        session.put(name, value);
        return this;
    }

    TestHead attribute(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    TestHead role(String name) {
        roles.add(name);
        return this;
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/x";
    }

    @Override
    public String query() {
        return "";
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
        return Optional.ofNullable(principal);
    }

    @Override
    public boolean hasRole(String role) {
        return roles.contains(role);
    }

    @Override
    public Optional<Object> session(String name) {
        return Optional.ofNullable(session.get(name));
    }

    @Override
    public Optional<Object> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    @Override
    public long contentLength() {
        return -1;
    }
}
