package io.faregate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that vanish without a word: each has an address of its own, and when that is taken away, whatever is sent to
 * it leaves by a cable into nowhere. That takes a network of one's own, as {@code unshare -rn} gives; in any other
 * nothing is touched. Thread-safe.
 */
final class Vanishing {
    /** Where servers listen whose clients vanish. */
    static final String SERVER = "10.99.0.1";

    private static final String NOBODY = "10.99.0.2";
    private static final Path DEVICES = Path.of("/proc/self/net/dev");
    private static final int TITLES = 2;

    private final boolean possible;
    private final AtomicInteger clients = new AtomicInteger();

    Vanishing() throws IOException, InterruptedException {
        boolean empty = isEmpty();
        if (empty) {
            // also for all the others: a new network's loopback is down
            ip("link set lo up");
        }
        possible = empty && isLaid();
    }

    /** Whether there is no device but the loopback: no network that anybody else might use. */
    private static boolean isEmpty() throws IOException {
        return Files.isReadable(DEVICES)
                && Files.readAllLines(DEVICES).stream()
                        .skip(TITLES)
                        .allMatch(line -> line.strip().startsWith("lo:"));
    }

    private static boolean isLaid() throws IOException, InterruptedException {
        return ip("link add cable type veth peer name nowhere")
                && ip("addr add " + SERVER + "/24 dev cable")
                && ip("link set cable up")
                && ip("link set nowhere up")
                && ip("neigh add " + NOBODY + " lladdr 02:00:00:00:00:02 dev cable nud permanent")
                && ip("route add default via " + NOBODY + " dev cable");
    }

    private static boolean ip(String arguments) throws IOException, InterruptedException {
        try {
            Process done = new ProcessBuilder(("ip " + arguments).split(" "))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return done.waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    boolean isPossible() {
        return possible;
    }

    /** A new address of this machine. */
    String address() throws IOException, InterruptedException {
        int number = clients.getAndIncrement();
        String address = "10.98." + number / 250 + "." + (1 + number % 250);
        require(ip("addr add " + address + "/32 dev lo"));
        return address;
    }

    void vanish(String address) throws IOException, InterruptedException {
        require(ip("addr del " + address + "/32 dev lo"));
    }

    private static void require(boolean done) throws IOException {
        if (!done) {
            throw new IOException("not what is to be measured: the network can not be changed");
        }
    }
}
