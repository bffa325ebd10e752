package io.faregate.test;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a {@link FakeProvider} says to one request: the usual ones are made here, any other is written byte by byte. A
 * reply is written once a connection, and may be used for several.
 */
@FunctionalInterface
public interface Reply {

    /**
     * Writes a response, or a part of one. The connection stays open behind it until the client closes it, or this closes
     * the stream.
     *
     * @param out to the client
     * @throws IOException when the client has left
     */
    void write(OutputStream out) throws IOException;

    /**
     * A whole answer.
     *
     * @param status the HTTP status
     * @param body JSON
     * @return the reply
     */
    static Reply json(int status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        byte[] whole = ("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: " + length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
        return out -> out.write(whole);
    }

    /**
     * A stream of server-sent events, from its first to its last.
     *
     * @param events the data of each, as {@code {"choices":[...]}} or {@code [DONE]}; or the lines of one that has a name,
     *     as {@code event: ping\ndata: {}}
     * @return the reply
     */
    static Reply events(String... events) {
        Reply open = openEvents(events);
        return out -> {
            open.write(out);
            out.write(ascii("0\r\n\r\n"));
        };
    }

    /**
     * The beginning of such a stream, behind which nothing comes, as when a model thinks for long.
     *
     * @param events as of {@link #events}
     * @return the reply
     */
    static Reply openEvents(String... events) {
        return out -> {
            out.write(
                    ascii("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"));
            for (String event : events) {
                byte[] bytes = ((event.startsWith("event:") ? event : "data: " + event) + "\n\n")
                        .getBytes(StandardCharsets.UTF_8);
                out.write(ascii(Integer.toHexString(bytes.length) + "\r\n"));
                out.write(bytes);
                out.write(ascii("\r\n"));
            }
        };
    }

    /**
     * No word, on a connection that stays open.
     *
     * @return the reply
     */
    static Reply silence() {
        return out -> {};
    }

    /**
     * No word, on a connection that is closed at once.
     *
     * @return the reply
     */
    static Reply hangUp() {
        return hangingUp(silence());
    }

    /**
     * What another reply says, perhaps only the beginning of it, on a connection that is closed then.
     *
     * @param first what is said before
     * @return the reply
     */
    static Reply hangingUp(Reply first) {
        return out -> {
            first.write(out);
            out.close();
        };
    }

    /**
     * The same on a connection that is reset, as by a provider that has crashed.
     *
     * @param first what is said before
     * @return the reply
     */
    static Reply resetting(Reply first) {
        return out -> {
            first.write(out);
            throw new ResetWanted();
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
