package io.faregate.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that keep their connections and ask again as soon as they are answered, each from an address of its own and
 * for users of its own in turn. Requests per second, and the CPU time of one request: that of the whole process, with
 * collector and compiler, less that of these clients and of the provider.
 */
final class Load implements Rounds.Measurement {
    static final int REQUESTS_PER_SECOND = 0;
    static final int CPU_NANOS = 1;
    static final int FAILED = 2;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int CLIENTS = 8;
    private static final int USERS_OF_EACH = 128;
    private static final Duration WHILE = Duration.ofMillis(250);

    private final ExecutorService pool;
    private final StubProvider provider;
    private final List<Client> clients = new ArrayList<>();

    private record Done(long requests, long failed, long cpuNanos) {}

    Load(ExecutorService pool, StubProvider provider, int port, String path, String body) {
        this.pool = pool;
        this.provider = provider;
        for (int i = 1; i <= CLIENTS; i++) {
            clients.add(Client.open(i, port, path, body));
        }
    }

    /** Threads for one load at a time. */
    static ExecutorService threads() {
        return Executors.newFixedThreadPool(CLIENTS);
    }

    @Override
    public double[] round() throws Exception {
        long providing = provider.cpuNanos();
        long cpuNanos = PROCESS.getProcessCpuTime();
        long nanos = System.nanoTime();
        long requests = 0;
        long failed = 0;
        for (Future<Done> done : pool.invokeAll(clients)) {
            requests += done.get().requests();
            failed += done.get().failed();
            cpuNanos += done.get().cpuNanos();
        }
        nanos = System.nanoTime() - nanos;
        cpuNanos = PROCESS.getProcessCpuTime() - cpuNanos - (provider.cpuNanos() - providing);
        return new double[] {1e9 * requests / nanos, (double) cpuNanos / requests, failed};
    }

    private static final class Client implements Callable<Done> {
        private final InetSocketAddress own;
        private final InetSocketAddress server;
        private final List<byte[]> requests = new ArrayList<>();
        private Socket socket;
        private Messages answers;

        static Client open(int number, int port, String path, String body) {
            try {
                return new Client(number, port, path, body);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private Client(int number, int port, String path, String body) throws IOException {
            own = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (1 + number)}), 0);
            server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            socket = connect();
            answers = new Messages(socket.getInputStream());
            for (int user = 0; user < USERS_OF_EACH; user++) {
                String name = Guard.USER + ": user-" + number + "-" + user + "@example.org";
                requests.add(request(path, name, body).getBytes(StandardCharsets.UTF_8));
            }
        }

        private Socket connect() throws IOException {
            Socket connected = new Socket();
            connected.setTcpNoDelay(true);
            connected.bind(own);
            connected.connect(server);
            return connected;
        }

        private static String request(String path, String user, String body) {
            return String.join(
                    "\r\n",
                    "POST " + path + " HTTP/1.1",
                    "Host: 127.0.0.1",
                    user,
                    "Content-Type: application/json",
                    "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length,
                    "",
                    body);
        }

        @Override
        public Done call() throws IOException {
            long cpuNanos = THREADS.getCurrentThreadCpuTime();
            long end = System.nanoTime() + WHILE.toNanos();
            int sent = 0;
            int failed = 0;
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(requests.get(sent++ % USERS_OF_EACH));
                boolean open = answers.next();
                failed += open && answers.isGood() ? 0 : 1;
                if (!open) {
                    // Tomcat closes a connection after an answer of 500
                    socket.close();
                    socket = connect();
                    answers = new Messages(socket.getInputStream());
                }
            }
            if (failed > 2 + sent / 100) {
                throw new IOException("not what is to be measured: " + answers);
            }
            return new Done(sent, failed, THREADS.getCurrentThreadCpuTime() - cpuNanos);
        }
    }
}
