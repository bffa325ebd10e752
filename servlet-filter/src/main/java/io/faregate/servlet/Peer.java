package io.faregate.servlet;

import io.faregate.sockets.Sockets;
import io.faregate.sockets.WatchedSocket;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Both ends of a request's connection, as its container says them.
 *
 * @param localAddress our address
 * @param localPort our port
 * @param remoteAddress the client's, or that of the nearest proxy
 * @param remotePort its port
 */
record Peer(String localAddress, int localPort, String remoteAddress, int remotePort) {

    static Peer of(HttpServletRequest request) {
        return new Peer(
                String.valueOf(request.getLocalAddr()),
                request.getLocalPort(),
                String.valueOf(request.getRemoteAddr()),
                request.getRemotePort());
    }

    Optional<WatchedSocket> watch(Sockets sockets) {
        return sockets.watch(localAddress, localPort, remoteAddress, remotePort);
    }
}
