package io.faregate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model provider of this process that answers every call at once, one thread for each connection. Thread-safe. */
final class StubProvider implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String REPLY = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1764000000,"
            + "\"model\":\"gpt-5-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
            + "A fare gate lets you in when you can pay the dearest ride, and takes what it was. ".repeat(4)
            + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":250,\"completion_tokens\":80,"
            + "\"total_tokens\":330}}";

    private final ServerSocket server;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    private StubProvider(ServerSocket server) {
        this.server = server;
    }

    static StubProvider start() throws IOException {
        StubProvider provider = new StubProvider(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        provider.thread(provider::accept);
        return provider;
    }

    static byte[] reply() {
        return REPLY.getBytes(StandardCharsets.UTF_8);
    }

    URI completions() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/chat/completions");
    }

    /** CPU time of its threads that still run. */
    long cpuNanos() {
        return threads.stream()
                .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getId())))
                .sum();
    }

    private void thread(Runnable work) {
        Thread thread = new Thread(work, "provider");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                thread(() -> answer(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void answer(Socket connection) {
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + reply().length;
        byte[] answer = (head + "\r\n\r\n" + REPLY).getBytes(StandardCharsets.UTF_8);
        try (connection) {
            connection.setTcpNoDelay(true);
            Messages calls = new Messages(connection.getInputStream());
            while (calls.next()) {
                connection.getOutputStream().write(answer);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
