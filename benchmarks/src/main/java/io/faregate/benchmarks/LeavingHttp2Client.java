package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * A client of HTTP/2 in clear text with one stream, by hand (RFC 9113): no library's threads, and nothing sent but what
 * is meant. One that does not read leaves its connection readable, and gives the server no more window.
 */
final class LeavingHttp2Client extends LeavingClient {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int STREAM = 1;
    private static final int CONNECTION = 0;
    private static final int CANCEL = 8;

    /** Tomcat ends a connection that gives window in small pieces. */
    private static final int WINDOW_PIECE = 16 * 1024;

    private int read;

    LeavingHttp2Client(String from, InetSocketAddress server) throws IOException {
        super(from, server);
    }

    @Override
    byte[] request(String path, String provider) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PREFACE.getBytes(US_ASCII));
        out.writeBytes(frame(SETTINGS, 0, CONNECTION, new byte[0]));
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, ":method", "POST");
        field(fields, ":scheme", "http");
        field(fields, ":authority", "x");
        field(fields, ":path", path);
        field(fields, RelayServlet.PROVIDER.toLowerCase(Locale.ROOT), provider);
        field(fields, "content-type", "application/json");
        field(fields, "content-length", Integer.toString(ASK.length()));
        out.writeBytes(frame(HEADERS, END_HEADERS, STREAM, fields.toByteArray()));
        out.writeBytes(frame(DATA, END_STREAM, STREAM, ASK.getBytes(US_ASCII)));
        return out.toByteArray();
    }

    /** A field that no table is to know (RFC 7541, 6.2.2), shorter than 127 bytes. */
    private static void field(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        out.write(name.length());
        out.writeBytes(name.getBytes(US_ASCII));
        out.write(value.length());
        out.writeBytes(value.getBytes(US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Override
    boolean readPiece(InputStream in) throws IOException {
        DataInputStream frames = new DataInputStream(in);
        try {
            int lengthAndType = frames.readInt();
            int flags = frames.read();
            frames.readInt();
            byte[] payload = frames.readNBytes(lengthAndType >>> 8);
            answer(lengthAndType & 0xff, flags, payload);
            return true;
        } catch (EOFException end) {
            return false;
        }
    }

    private void answer(int type, int flags, byte[] payload) throws IOException {
        if (type == DATA) {
            readData(payload);
        } else if (type == SETTINGS && (flags & ACK) == 0) {
            send(frame(SETTINGS, ACK, CONNECTION, new byte[0]));
        } else if (type == PING && (flags & ACK) == 0) {
            send(frame(PING, ACK, CONNECTION, payload));
        }
    }

    private void readData(byte[] payload) throws IOException {
        if (new String(payload, US_ASCII).contains("data:")) {
            heard();
        }
        read += payload.length;
        if (read >= WINDOW_PIECE) {
            send(frame(WINDOW_UPDATE, 0, CONNECTION, number(read)));
            send(frame(WINDOW_UPDATE, 0, STREAM, number(read)));
            read = 0;
        }
    }

    @Override
    void resetStream() throws IOException {
        send(frame(RST_STREAM, 0, STREAM, number(CANCEL)));
    }
}
