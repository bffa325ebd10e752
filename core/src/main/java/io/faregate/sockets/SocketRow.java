package io.faregate.sockets;

import java.nio.ByteOrder;

/**
 * One line of {@code /proc/net/tcp} or {@code tcp6}, whose format is in the kernel's documentation of proc_net_tcp. One
 * object reads all lines in turn. Not thread-safe.
 */
final class SocketRow {
    private static final int ESTABLISHED = 1;
    private static final int CLOSE_WAIT = 8;
    private static final int RETRANSMISSION = 1;
    private static final int MANY_RETRANSMISSIONS = 5;
    private static final int WORD = 8;
    private static final boolean REVERSED = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private byte[] line = new byte[0];
    private int next;
    private int end;
    private boolean broken;
    private long high;
    private long low;
    private long localHigh;
    private long localLow;
    private long remoteHigh;
    private long remoteLow;
    private int localPort;
    private int remotePort;
    private int status;
    private long unsent;
    private int timer;
    private long retransmissions;

    /** Reads the line between two places; false for one that is no connection, as the head of the table. */
    boolean read(byte[] bytes, int from, int to) {
        line = bytes;
        next = from;
        end = to;
        broken = false;
        skipTo(':');
        address();
        localHigh = high;
        localLow = low;
        localPort = (int) hex(':');
        address();
        remoteHigh = high;
        remoteLow = low;
        remotePort = (int) hex(':');
        status = (int) hex(' ');
        unsent = hex(' ');
        // bytes that nobody has read yet
        hex(':');
        timer = (int) hex(' ');
        // when it fires
        hex(':');
        retransmissions = hex(' ');
        return !broken && remotePort != 0;
    }

    boolean isBetween(Endpoint local, Endpoint remote) {
        return localPort == local.port()
                && remotePort == remote.port()
                && localLow == local.low()
                && remoteLow == remote.low()
                && localHigh == local.high()
                && remoteHigh == remote.high();
    }

    int ports() {
        return Sockets.ports(localPort, remotePort);
    }

    SocketState state() {
        if (status != ESTABLISHED && status != CLOSE_WAIT) {
            // this end has closed, as after an answer with "Connection: close": that says nothing of the other
            return SocketState.UNKNOWN;
        }
        if (timer == RETRANSMISSION && retransmissions >= MANY_RETRANSMISSIONS && unsent > 0) {
            return SocketState.UNANSWERED;
        }
        return status == ESTABLISHED ? SocketState.OPEN : SocketState.HALF_CLOSED;
    }

    /** Bytes that the other end has not acknowledged yet. */
    long unsent() {
        return unsent;
    }

    private void skipTo(char mark) {
        while (next < end && line[next] != mark) {
            next++;
        }
        broken |= next == end;
    }

    /** Words of 32 bits, each as the machine keeps it. */
    private void address() {
        skipBlanks();
        long first = word();
        if (next < end && line[next] == ':') {
            high = 0;
            low = Endpoint.v4Low((int) first);
            return;
        }
        high = first << 32 | word();
        low = word() << 32 | word();
    }

    private long word() {
        int value = (int) digits(WORD);
        return Integer.toUnsignedLong(REVERSED ? Integer.reverseBytes(value) : value);
    }

    /** The hexadecimal number behind the mark that stands here. */
    private long hex(char mark) {
        if (next >= end || line[next] != mark) {
            broken = true;
            return 0;
        }
        next++;
        skipBlanks();
        return digits(2 * WORD);
    }

    private void skipBlanks() {
        while (next < end && (line[next] == ' ' || line[next] == ':')) {
            next++;
        }
    }

    private long digits(int most) {
        long value = 0;
        int from = next;
        while (next < end && next - from < most) {
            int digit = Character.digit(line[next], 16);
            if (digit < 0) {
                break;
            }
            value = value << 4 | digit;
            next++;
        }
        broken |= next == from;
        return value;
    }
}
