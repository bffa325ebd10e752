package io.faregate.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.faregate.Faregate;
import io.faregate.body.Capped;
import io.faregate.policy.Policy;
import io.faregate.usage.UsageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.logging.LogManager;

/**
 * What the guarded stream costs for an event of 50 bytes over the container's own: CPU time of the thread that writes, in
 * real containers to a real client, with the client watched and heartbeats on, by what holds unless told.
 */
public final class StreamBenchmark {
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 31;
    private static final Host.At AT = new Host.At("127.0.0.1", false);
    private static final String BARE = "bare";
    private static final Map<String, String> BODIES = Map.of(
            "/app", "{\"message\":\"a\"}",
            "/chat", "{\"model\":\"gpt-5-mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");

    private final Rounds rounds = new Rounds();
    private final Map<String, String> yardsticks = new LinkedHashMap<>();

    private StreamBenchmark() {}

    /**
     * Prints the table.
     *
     * @param args none
     * @throws Exception when anything measured fails
     */
    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        new StreamBenchmark().run();
        System.exit(0);
    }

    private void run() throws Exception {
        try (Faregate faregate =
                Faregate.builder().policy(policy()).sink(UsageSink.none()).build()) {
            for (Servers server : Servers.values()) {
                ChunkServlet chunks = new ChunkServlet();
                int bare = server.start(AT, chunks, List.of()).port();
                int guarded = server.start(AT, chunks, List.of(Guard.faregate(faregate)))
                        .port();
                for (boolean flushed : new boolean[] {false, true}) {
                    String how = server.label() + (flushed ? ", each sent" : ", gathered") + ", ";
                    add(how + BARE, how + BARE, new Asked(chunks, bare, "/app", flushed));
                    add(how + "`app`", how + BARE, new Asked(chunks, guarded, "/app", flushed));
                    add(how + "`openai-chat`", how + BARE, new Asked(chunks, guarded, "/chat", flushed));
                }
            }
            print(rounds.run(WARM_UP, ROUNDS));
        }
    }

    private void add(String name, String yardstick, Asked asked) {
        rounds.add(name, asked);
        yardsticks.put(name, yardstick);
    }

    private static Policy policy() {
        return HeldRides.policy(HeldRides.PLENTY)
                .route("/app", route -> route.anyone().use("gpt-5-mini").cap(Capped.OUTPUT_TOKENS, 800, 500))
                .route(
                        "/chat",
                        route -> route.anyone()
                                .dialect("openai-chat")
                                .allow("gpt-5-mini")
                                .cap(Capped.OUTPUT_TOKENS, 100_000, 50_000))
                .build();
    }

    /** One stream, asked for and read to its end. */
    private record Asked(ChunkServlet chunks, int port, String path, boolean flushed) implements Rounds.Measurement {
        @Override
        public double[] round() throws IOException, InterruptedException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String body = Objects.requireNonNull(BODIES.get(path));
                String request = "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + (flushed ? ChunkServlet.FLUSHED + ": yes\r\n" : "")
                        + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                socket.getOutputStream().write(request.getBytes(US_ASCII));
                long read = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                Rounds.require(read > 50L * ChunkServlet.CHUNKS);
                return new double[] {chunks.nanos() / 1e3 / ChunkServlet.CHUNKS};
            }
        }
    }

    private void print(Rounds done) {
        System.out.println("| stream | us of an event | more than bare |");
        System.out.println("|---|---|---|");
        yardsticks.forEach((name, yardstick) -> System.out.printf(
                Locale.ROOT,
                "| %s | %.2f | %.2f |%n",
                name,
                done.median(name, 0),
                done.difference(name, yardstick, 0)));
    }
}
