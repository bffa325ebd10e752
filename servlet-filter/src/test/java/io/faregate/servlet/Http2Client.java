package io.faregate.servlet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/** A client of HTTP/2 in clear text, with one stream that it can reset. */
final class Http2Client implements AutoCloseable {
    private final HTTP2Client client;
    private final boolean shared;
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final HttpFields.Mutable fields = HttpFields.build();
    private boolean takesMore = true;
    private Session session;
    private Stream stream;

    Http2Client() {
        this(new HTTP2Client(), false);
    }

    private Http2Client(HTTP2Client client, boolean shared) {
        this.client = client;
        this.shared = shared;
    }

    /** One of many, with the threads of a client that runs. */
    static Http2Client of(HTTP2Client running) {
        return new Http2Client(running, true);
    }

    /** Takes so many bytes of a stream, and no more. */
    Http2Client taking(int bytes) {
        client.setInitialStreamRecvWindow(bytes);
        takesMore = false;
        return this;
    }

    /** A field of the request that is to be sent. */
    Http2Client header(String name, String value) {
        fields.put(name, value);
        return this;
    }

    Http2Client post(int port, String path, String json) throws Exception {
        ask(port, path, json);
        var body = BufferUtil.toBuffer(json, StandardCharsets.UTF_8);
        stream.data(new DataFrame(stream.getId(), body, true), Callback.NOOP);
        return this;
    }

    /** Says what it will post, and nothing of it. */
    Http2Client ask(int port, String path, String json) throws Exception {
        return ask(port, path, "application/json", json.length());
    }

    Http2Client ask(int port, String path, String type, int length) throws Exception {
        client.start();
        session = client.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), new Session.Listener() {})
                .get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        fields.put("Content-Type", type).put("Content-Length", Integer.toString(length));
        MetaData.Request request = new MetaData.Request(
                "POST", HttpURI.from("http://127.0.0.1:" + port + path), HttpVersion.HTTP_2, fields);
        stream = session.newStream(new HeadersFrame(request, null, false), new Reader())
                .get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    /** Sends some of what it said that it would, and waits until it has gone or an answer has come. */
    void send(String some) throws Exception {
        DataFrame frame = new DataFrame(stream.getId(), BufferUtil.toBuffer(some), false);
        // a server that has answered may have ended the stream
        CompletableFuture<?> sent = stream.data(frame).handle((done, failure) -> done);
        CompletableFuture.anyOf(sent, status).get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits for the answer's status. */
    int readStatus() throws Exception {
        return status.get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Keeps what comes. */
    private final class Reader implements Stream.Listener {
        @Override
        public void onHeaders(Stream of, HeadersFrame frame) {
            if (frame.getMetaData() instanceof MetaData.Response response) {
                status.complete(response.getStatus());
            }
            of.demand();
        }

        @Override
        public void onDataAvailable(Stream of) {
            Stream.Data data = of.readData();
            if (data == null) {
                of.demand();
                return;
            }
            pieces.add(BufferUtil.toString(data.frame().getByteBuffer()));
            if (!takesMore) {
                return;
            }
            data.release();
            if (!data.frame().isEndStream()) {
                of.demand();
            }
        }
    }

    /** Reads until some text has come. */
    String readTo(String text) throws InterruptedException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            String piece = pieces.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (piece == null) {
                throw new AssertionError("nothing came after: " + read);
            }
            read.append(piece);
        }
        return read.toString();
    }

    /** Waits for some of the answer, for as long at most. */
    void awaitPiece(int millis) throws InterruptedException {
        pieces.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** Says that the answer is of no use any more; the connection goes on. */
    void reset() {
        stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
    }

    /** Says by GOAWAY that nothing more will come, and ends the connection. */
    void hangUpWithGoodbye() {
        session.close(ErrorCode.NO_ERROR.code, "goodbye", Callback.from(this::hangUp, failure -> hangUp()));
    }

    /** Ends the connection without a goodbye of its own kind. */
    void hangUp() {
        ((HTTP2Session) session).getEndPoint().close();
    }

    @Override
    public void close() {
        if (!shared) {
            LifeCycle.stop(client);
        } else if (session != null) {
            hangUp();
        }
    }
}
