package io.faregate.sockets;

import io.faregate.ride.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks the connections of this process up in the tables of Linux: it sees a client that closed, reset or vanished, in
 * any container, without a write. It scans only while somebody asks, and takes no more than a twentieth of a core. A
 * connection that is in no table when its watch begins, as behind a filter that tells another address, is not watched.
 * Not thread-safe: one timer's thread asks and scans.
 */
public final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final long INTERVAL = 250_000_000;

    /** A client that resets before its connection was seen is not noticed. */
    private static final long SOON = 100_000_000;

    private static final int REST = 20;
    private static final int PIECE = 64 * 1024;

    private final List<Path> tables;
    private final SocketRow row = new SocketRow();
    private List<WatchedSocket> watched = new ArrayList<>();
    private byte[] piece = new byte[0];
    private @Nullable WatchedSocket[] byPorts = new WatchedSocket[16];
    private boolean on;
    private long lastScan;
    private long rest;
    private long lastTook;
    private boolean scanned;
    private boolean isNew;

    Sockets(List<Path> tables) {
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
        return new Sockets(List.of(Path.of("/proc/self/net/tcp6"), Path.of("/proc/self/net/tcp")));
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
        WatchedSocket made = new WatchedSocket(local.get(), remote.get());
        watched.add(made);
        isNew = true;
        return Optional.of(made);
    }

    /**
     * Scans, when it is time to.
     *
     * @param ticker measures the time since the last scan, and how long this one takes
     */
    public void look(Ticker ticker) {
        long now = ticker.nanoTime();
        if (!on || watched.isEmpty() || (scanned && now - lastScan < Math.max(rest, isNew ? SOON : INTERVAL))) {
            return;
        }
        try {
            scan();
        } catch (IOException failure) {
            turnOff(failure);
        }
        scanned = true;
        isNew = false;
        long end = ticker.nanoTime();
        // one scan may be slow for a reason of the machine's
        rest = REST * Math.min(end - now, lastTook);
        lastTook = end - now;
        lastScan = end;
    }

    private void scan() throws IOException {
        List<WatchedSocket> wanted = new ArrayList<>(watched.size());
        for (WatchedSocket socket : watched) {
            if (socket.isWanted()) {
                socket.lookFor();
                wanted.add(socket);
            }
        }
        watched = wanted;
        find(wanted, WatchedSocket::isMissing);
        // a table that changes while it is read may skip a row, but hardly twice
        find(wanted, WatchedSocket::seemsGone);
        wanted.forEach(socket -> {
            if (socket.isMissing()) {
                socket.miss();
            }
        });
    }

    /** Looks for those that are missing. */
    private void find(List<WatchedSocket> wanted, Predicate<WatchedSocket> missing) throws IOException {
        for (Path table : tables) {
            if (index(wanted, missing) == 0) {
                return;
            }
            read(table);
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
                kept = lines(kept + read);
            }
        }
    }

    /** Takes the whole lines of what was read, and moves the rest to the front. */
    private int lines(int filled) {
        int from = 0;
        for (int at = 0; at < filled; at++) {
            if (piece[at] == '\n') {
                line(from, at);
                from = at + 1;
            }
        }
        System.arraycopy(piece, from, piece, 0, filled - from);
        // a line that fills the whole piece is none of the kernel's
        return filled - from == PIECE ? 0 : filled - from;
    }

    private void line(int from, int to) {
        if (!row.read(piece, from, to)) {
            return;
        }
        for (WatchedSocket socket = byPorts[place(row.ports())]; socket != null; socket = socket.next) {
            socket.see(row);
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
