package io.faregate.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads one HTTP message after another from a connection into one buffer, so that neither clients nor provider make
 * work for the garbage collector: messages with a length, each answered before the next. For one thread.
 */
final class Messages {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GOOD = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private final byte[] buffer = new byte[16_384];
    private final InputStream in;
    private int filled;

    Messages(InputStream in) {
        this.in = in;
    }

    /** Reads the next message whole; false at the end of the connection. */
    boolean next() throws IOException {
        filled = 0;
        do {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                return false;
            }
            filled += read;
        } while (!isWhole());
        return true;
    }

    boolean isGood() {
        return isAt(0, GOOD);
    }

    /** The last message. */
    @Override
    public String toString() {
        return new String(buffer, 0, filled, StandardCharsets.UTF_8);
    }

    private boolean isWhole() throws IOException {
        int length = -1;
        for (int i = 0; i + 3 < filled; i++) {
            if (buffer[i] != '\r') {
                continue;
            }
            if (buffer[i + 2] == '\r') {
                require(length >= 0);
                return filled >= i + 4 + length;
            }
            if (isAt(i + 2, LENGTH)) {
                length = number(i + 2 + LENGTH.length);
            }
        }
        require(filled < buffer.length);
        return false;
    }

    private boolean isAt(int place, byte[] expected) {
        boolean same = place + expected.length <= filled;
        for (int i = 0; same && i < expected.length; i++) {
            // the names of headers are letters and hyphens: this bit is the only difference between their cases
            same = (buffer[place + i] | 0x20) == (expected[i] | 0x20);
        }
        return same;
    }

    private int number(int place) {
        int value = 0;
        for (int i = place; i < filled && buffer[i] != '\r'; i++) {
            if (buffer[i] != ' ') {
                value = value * 10 + buffer[i] - '0';
            }
        }
        return value;
    }

    private static void require(boolean expected) throws IOException {
        if (!expected) {
            throw new IOException("a message with a length is expected, in " + Messages.class);
        }
    }
}
