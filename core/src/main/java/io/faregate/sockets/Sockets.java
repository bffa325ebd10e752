package io.faregate.sockets;

import io.faregate.ride.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks the connections of this process up in the tables of Linux: it sees a client that closed, reset or vanished, in
 * any container, without a write. It scans only while somebody asks, and takes no more than a twentieth of a core. A
 * connection that is in no table when its watch begins, as behind a filter that tells another address, is not watched.
 * Not thread-safe: one timer's thread asks and scans; any may tell it to hurry.
 */
public final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final long INTERVAL = 250_000_000;

    /**
     * After something new was seen: a client that resets before its connection was in a table is not noticed by its row,
     * and one that has closed may be gone when a heartbeat was sent.
     */
    private static final long SOON = 100_000_000;

    private static final int REST = 20;
    private static final int URGENT_REST = 4;
    private static final int PIECE = 64 * 1024;

    private final List<Path> tables;
    private final LongSupplier cpuNanos;
    private final SocketRow row = new SocketRow();
    private List<WatchedSocket> watched = new ArrayList<>();
    private byte[] piece = new byte[0];
    private @Nullable WatchedSocket[] byPorts = new WatchedSocket[16];
    private volatile boolean urgent;
    private boolean on;
    private long lastScan;
    private long took;
    private boolean scanned;
    private boolean isNew;

    Sockets(List<Path> tables, LongSupplier cpuNanos) {
        this.cpuNanos = cpuNanos;
        this.tables = tables.stream().filter(Files::isReadable).toList();
        this.on = !this.tables.isEmpty();
    }

    /**
     * The tables of this process. Servers of Java listen to both kinds of addresses at once, so that the second is
     * hardly ever read.
     *
     * @return a scanner; off where there are no such tables
     */
    public static Sockets ofThisProcess() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new Sockets(
                List.of(Path.of("/proc/self/net/tcp6"), Path.of("/proc/self/net/tcp")),
                threads.isCurrentThreadCpuTimeSupported()
                        ? threads::getCurrentThreadCpuTime
                        : Ticker.system()::nanoTime);
    }

    /**
     * Whether there are tables that can be read.
     *
     * @return false where a client's end can only be noticed by writing
     */
    public boolean isOn() {
        return on;
    }

    /**
     * Watches a connection, from the next scan on.
     *
     * @param localAddress our address, as a literal
     * @param localPort our port
     * @param remoteAddress the other end's address, as a literal
     * @param remotePort its port
     * @return the connection; empty when it can not be watched
     */
    public Optional<WatchedSocket> watch(String localAddress, int localPort, String remoteAddress, int remotePort) {
        Optional<Endpoint> local = Endpoint.of(localAddress, localPort);
        Optional<Endpoint> remote = Endpoint.of(remoteAddress, remotePort);
        if (!on || local.isEmpty() || remote.isEmpty()) {
            return Optional.empty();
        }
        return watch(local.get(), remote.get());
    }

    /**
     * Watches a connection, from the next scan on.
     *
     * @param local our end, as its channel has it
     * @param remote the other end
     * @return the connection; empty when it can not be watched
     */
    public Optional<WatchedSocket> watch(InetSocketAddress local, InetSocketAddress remote) {
        return on ? watch(Endpoint.of(local), Endpoint.of(remote)) : Optional.empty();
    }

    private Optional<WatchedSocket> watch(Endpoint local, Endpoint remote) {
        WatchedSocket made = new WatchedSocket(local, remote);
        watched.add(made);
        isNew = true;
        return Optional.of(made);
    }

    /** Lets the next look scan, as something has happened: what is urgent may take up to a fifth of a core. Thread-safe. */
    public void hurry() {
        urgent = true;
    }

    /**
     * Scans, when it is time to.
     *
     * @param ticker measures the time since the last scan
     */
    public void look(Ticker ticker) {
        long now = ticker.nanoTime();
        if (!on || watched.isEmpty() || (scanned && now - lastScan < pause())) {
            return;
        }
        isNew = false;
        urgent = false;
        long start = cpuNanos.getAsLong();
        try {
            scan(now);
        } catch (IOException failure) {
            turnOff(failure);
        }
        scanned = true;
        took = cpuNanos.getAsLong() - start;
        lastScan = now;
    }

    private long pause() {
        return urgent ? URGENT_REST * took : Math.max(REST * took, isNew ? SOON : INTERVAL);
    }

    private void scan(long now) throws IOException {
        List<WatchedSocket> wanted = new ArrayList<>(watched.size());
        for (WatchedSocket socket : watched) {
            if (socket.isWanted(now)) {
                socket.lookFor();
                wanted.add(socket);
            }
        }
        watched = wanted;
        find(wanted, WatchedSocket::isMissing);
        // a table that changes while it is read may skip a row, but hardly twice
        find(wanted, WatchedSocket::seemsGone);
        wanted.stream().filter(WatchedSocket::isMissing).forEach(WatchedSocket::miss);
    }

    /** Looks for those that are missing. */
    private void find(List<WatchedSocket> wanted, Predicate<WatchedSocket> missing) throws IOException {
        for (Path table : tables) {
            if (index(wanted, socket -> missing.test(socket) && socket.mayBeIn(table)) > 0) {
                read(table);
            }
        }
    }

    private int index(List<WatchedSocket> wanted, Predicate<WatchedSocket> missing) {
        int size = Integer.highestOneBit(Math.max(8, wanted.size())) << 1;
        byPorts = new WatchedSocket[size];
        int count = 0;
        for (WatchedSocket socket : wanted) {
            if (missing.test(socket)) {
                int place = place(socket.ports());
                socket.next = byPorts[place];
                byPorts[place] = socket;
                count++;
            }
        }
        return count;
    }

    static int ports(int local, int remote) {
        return local << 16 | remote;
    }

    private int place(int ports) {
        int hash = ports * 0x9E37_79B9;
        return (hash ^ hash >>> 16) & byPorts.length - 1;
    }

    private void read(Path table) throws IOException {
        if (piece.length == 0) {
            piece = new byte[PIECE];
        }
        try (InputStream in = Files.newInputStream(table)) {
            int kept = 0;
            for (int read = in.read(piece, kept, PIECE - kept); read > 0; read = in.read(piece, kept, PIECE - kept)) {
                kept = lines(table, kept + read);
            }
        }
    }

    /** Takes the whole lines of what was read, and moves the rest to the front. */
    private int lines(Path table, int filled) {
        int from = 0;
        for (int at = 0; at < filled; at++) {
            if (piece[at] == '\n') {
                line(table, from, at);
                from = at + 1;
            }
        }
        System.arraycopy(piece, from, piece, 0, filled - from);
        // a line that fills the whole piece is none of the kernel's
        return filled - from == PIECE ? 0 : filled - from;
    }

    private void line(Path table, int from, int to) {
        if (!row.read(piece, from, to)) {
            return;
        }
        for (WatchedSocket socket = byPorts[place(row.ports())]; socket != null; socket = socket.next) {
            isNew |= socket.see(row, table);
        }
    }

    private void turnOff(IOException failure) {
        LOG.warn(
                "The tables of connections can not be read any more; lost clients are noticed by writing alone",
                failure);
        on = false;
        watched.forEach(WatchedSocket::forget);
        watched = List.of();
    }
}
