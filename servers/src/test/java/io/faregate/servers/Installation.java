package io.faregate.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * An unpacked server.
 *
 * @param home its directory
 * @param port where it answers HTTP, on loopback
 * @param otherPort one for its administration
 */
record Installation(Path home, int port, int otherPort) {
    static final String ADDRESS = "127.0.0.1";

    static Installation at(Path home) throws IOException {
        return new Installation(home, freePort(), freePort());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void write(String file, String text) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    void makeDirectory(String directory) throws IOException {
        Files.createDirectories(home.resolve(directory));
    }

    /** Changes a file of the distribution; fails when that changes nothing. */
    void edit(String file, UnaryOperator<String> change) throws IOException {
        Path path = home.resolve(file);
        String before = Files.readString(path);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IOException(path + " is not as it was expected");
        }
        Files.writeString(path, after);
    }

    String path(String file) {
        return home.resolve(file).toString();
    }
}
