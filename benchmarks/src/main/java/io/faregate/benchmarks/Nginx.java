package io.faregate.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An nginx on a loopback port of its own, in front of another port. */
final class Nginx implements AutoCloseable {
    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log crit;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                server {
                    listen 127.0.0.1:%2$d;
                    location / {
                        proxy_pass http://127.0.0.1:%3$d;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_buffering %4$s;
                    }
                }
            }
            """;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final InetSocketAddress address;
    private final Process process;

    Nginx(int behind, boolean buffering) throws IOException {
        Path directory = Files.createTempDirectory("nginx");
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(
                configuration, CONFIGURATION.formatted(directory, address.getPort(), behind, buffering ? "on" : "off"));
        process = nginx(
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                configuration.toString());
        awaitOpen();
    }

    /** What it calls itself; empty where there is none. */
    static String version() throws IOException, InterruptedException {
        try {
            Process said = nginx("-v");
            String version = said(said);
            return said.waitFor() == 0
                    ? version.substring(version.indexOf(':') + 1).strip()
                    : "";
        } catch (IOException missing) {
            return "";
        }
    }

    private static Process nginx(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "nginx";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new ProcessBuilder(command).start();
    }

    private static String said(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** It can not take one by itself. */
    private static int freePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    private void awaitOpen() throws IOException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (process.isAlive() && System.nanoTime() < until) {
            try (Socket open = new Socket()) {
                open.connect(address);
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        process.destroy();
        throw new IOException("nginx did not start: " + said(process));
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
