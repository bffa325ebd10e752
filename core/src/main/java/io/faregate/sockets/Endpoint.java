package io.faregate.sockets;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One end of a connection; an address of IPv4 is the same as the one of IPv6 that stands for it.
 *
 * @param high the first eight bytes of the address
 * @param low the last eight
 * @param port the port
 */
record Endpoint(long high, long low, int port) {
    private static final long MAPPED = 0x0000_FFFF_0000_0000L;
    private static final int PARTS = 4;
    private static final int MOST = 255;
    private static final int NONE = 256;

    static Endpoint v4(int address, int port) {
        return new Endpoint(0, v4Low(address), port);
    }

    static long v4Low(int address) {
        return MAPPED | Integer.toUnsignedLong(address);
    }

    /** An address as a container says it; a name is none, and nothing is asked of a name server. */
    static Optional<Endpoint> of(String address, int port) {
        String bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        return bare.indexOf(':') < 0 ? v4(bare, port) : v6(bare, port);
    }

    static Endpoint of(InetSocketAddress address) {
        return of(address.getAddress(), address.getPort());
    }

    private static Endpoint of(InetAddress address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new Endpoint(bytes.getLong(), bytes.getLong(), port)
                : v4(bytes.getInt(), port);
    }

    private static Optional<Endpoint> v4(String address, int port) {
        String[] parts = address.split("\\.", -1);
        int value = 0;
        boolean isAddress = parts.length == PARTS;
        for (int i = 0; isAddress && i < PARTS; i++) {
            int part = part(parts[i]);
            isAddress = part <= MOST;
            value = value << 8 | part;
        }
        return isAddress ? Optional.of(v4(value, port)) : Optional.empty();
    }

    /** A decimal number, or more than an address may have. */
    private static int part(String digits) {
        int value = digits.isEmpty() ? NONE : 0;
        for (int i = 0; i < digits.length() && value <= MOST; i++) {
            int digit = digits.charAt(i) - '0';
            value = digit < 0 || digit > 9 ? NONE : value * 10 + digit;
        }
        return value;
    }

    private static Optional<Endpoint> v6(String address, int port) {
        int zone = address.indexOf('%');
        try {
            return Optional.of(of(InetAddress.getByName(zone < 0 ? address : address.substring(0, zone)), port));
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }
}
