package io.faregate.ride;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that asks to be let in: its head and its unread body. Adapters implement it over their container's
 * request; work outside HTTP (a queue, a batch, a WebSocket message) and tests make one with {@link #of}.
 */
public interface RideRequest extends RequestHead {

    /**
     * The body, unread. It is asked for at most once, and only when the request is not refused unread.
     *
     * @return the body's bytes
     * @throws IOException when the client or the container fails
     */
    InputStream body() throws IOException;

    /**
     * A request made by hand, with a JSON body.
     *
     * @param method the method, as {@code POST}
     * @param path the path of a guarded route, with a query if need be
     * @param json the body; the content type is {@code application/json} unless a header says another
     * @return a builder, to say who asks
     */
    static Builder of(String method, String path, String json) {
        return new Builder(method, path, json).header("Content-Type", "application/json");
    }

    /**
     * A request made by hand, without a body.
     *
     * @param method the method, as {@code GET}
     * @param path the path of a guarded route, with a query if need be, as {@code /api/chat?message=Hello}
     * @return a builder, to say who asks
     */
    static Builder of(String method, String path) {
        return new Builder(method, path, "");
    }

    /** Says who asks, for a request made by hand. Not thread-safe. */
    final class Builder {
        final String method;
        final String path;
        final String query;
        final String json;

        @Nullable
        String user;

        String peer = "127.0.0.1";
        final Map<String, Object> attributes = new LinkedHashMap<>();
        final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        private Builder(String method, String path, String json) {
            this.method = method;
            int mark = path.indexOf('?');
            this.path = mark < 0 ? path : path.substring(0, mark);
            this.query = mark < 0 ? "" : path.substring(mark + 1);
            this.json = json;
        }

        /**
         * The user, as a container's principal would name them.
         *
         * @param name the principal's name
         * @return this builder
         */
        public Builder user(String name) {
            user = name;
            return this;
        }

        /**
         * An attribute of the request and the session alike, as {@code plan}.
         *
         * @param name the attribute's name
         * @param value its value
         * @return this builder
         */
        public Builder attribute(String name, Object value) {
            attributes.put(name, value);
            return this;
        }

        /**
         * A header.
         *
         * @param name its name, in any case
         * @param value its only value
         * @return this builder
         */
        public Builder header(String name, String value) {
            headers.put(name, List.of(value));
            return this;
        }

        /**
         * The network peer.
         *
         * @param address an IPv4 or IPv6 literal; 127.0.0.1 unless told
         * @return this builder
         */
        public Builder peer(String address) {
            peer = address;
            return this;
        }

        /**
         * The request.
         *
         * @return a request that may be let in once
         */
        public RideRequest build() {
            return new MadeRequest(this);
        }
    }
}
