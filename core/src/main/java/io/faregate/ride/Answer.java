package io.faregate.ride;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal in the client's own dialect, ready to be written. Immutable.
 *
 * @param status the HTTP status
 * @param headers header names and values, in order, the content type included
 * @param body the body, to be written as UTF-8
 */
public record Answer(int status, Map<String, String> headers, String body) {

    /**
     * Copies the headers, keeping their order.
     *
     * @param status the HTTP status
     * @param headers header names and values, in order, the content type included
     * @param body the body, to be written as UTF-8
     */
    public Answer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /**
     * The same with further headers.
     *
     * @param more header names and values
     * @return an answer that has them too
     */
    public Answer with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }
}
