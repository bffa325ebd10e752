package io.faregate.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request whose body is the one that the gate checked, in every way that a body is read or measured. */
final class ReplayingRequest extends CheckedRequest {
    private static final String LENGTH = "Content-Length";
    private static final String CODING = "Transfer-Encoding";

    private final byte[] body;

    ReplayingRequest(HttpServletRequest request, ServletRide ride, Map<String, String> parameters, byte[] body) {
        super(request, ride, parameters);
        this.body = body;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return ride().body().stream(this::open);
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return ride().body().reader(this::open, StandardCharsets.UTF_8);
    }

    private ServletInputStream open() {
        return new ReplayedBody(body, this);
    }

    /** What was checked is UTF-8; read in another encoding it could say something else. */
    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isLength(name) ? length() : isCoding(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (isLength(name)) {
            return Collections.enumeration(Set.of(length()));
        }
        return isCoding(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public int getIntHeader(String name) {
        return isLength(name) ? body.length : isCoding(name) ? -1 : super.getIntHeader(name);
    }

    @Override
    public @Nullable Enumeration<String> getHeaderNames() {
        Enumeration<String> all = super.getHeaderNames();
        if (all == null) {
            return all;
        }
        Set<String> names = new LinkedHashSet<>(Collections.list(all));
        names.removeIf(name -> isLength(name) || isCoding(name));
        names.add(LENGTH);
        return Collections.enumeration(names);
    }

    private String length() {
        return Integer.toString(body.length);
    }

    private static boolean isLength(String name) {
        return LENGTH.equalsIgnoreCase(name);
    }

    private static boolean isCoding(String name) {
        return CODING.equalsIgnoreCase(name);
    }
}
