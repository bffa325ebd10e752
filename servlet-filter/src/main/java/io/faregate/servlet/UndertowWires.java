package io.faregate.servlet;

import io.faregate.servlet.Way.Maker;
import java.lang.invoke.MethodHandle;

/**
 * Undertow says of a connection whether it is open, and of a stream of HTTP/2 too. It would also call listeners of a
 * connection, but keeps them until that ends: a busy one would gather those of all its requests.
 */
final class UndertowWires {
    private UndertowWires() {}

    /** What it hides from a blocking servlet when a flush fails: that the connection is closed then. */
    static Maker<Wire> http1(Class<?> request, Way<Wire> way) throws ReflectiveOperationException {
        Members connection = connection(request);
        MethodHandle get = connection.get();
        MethodHandle isOpen = Members.of(connection.type()).call("isOpen").get();
        return (of, lost) -> new PolledWire(isOpen, (Object) get.invokeExact(of), false, way);
    }

    /** That of TLS hides the one that it is made of. */
    static MethodHandle channel(Class<?> request) throws ReflectiveOperationException {
        Members tls = connection(request).as("io.undertow.protocols.ssl.UndertowSslConnection");
        return connection(request)
                .as("io.undertow.server.AbstractServerConnection")
                .call("getChannel")
                .through(Members.of(tls.type()).field("delegate"))
                .as("org.xnio.nio.NioSocketStreamConnection")
                .call("getChannel")
                .get();
    }

    private static Members connection(Class<?> request) throws ReflectiveOperationException {
        return Members.of(request).call("getExchange").call("getConnection");
    }

    static Maker<Wire> http2(Class<?> request, Way<Wire> way) throws ReflectiveOperationException {
        Members connection = connection(request);
        Members http2 = connection.as("io.undertow.server.protocol.http2.Http2ServerConnection");
        MethodHandle get = connection.get();
        MethodHandle stream =
                Members.of(http2.type()).field("responseChannel").call("isOpen").get();
        MethodHandle whole = Members.of(http2.type()).call("isOpen").get();
        return (of, lost) -> {
            Object open = (Object) get.invokeExact(of);
            Wire ofStream = new PolledWire(stream, open, true, way);
            Wire ofWhole = new PolledWire(whole, open, true, way);
            return new Wire() {
                @Override
                public boolean isAskedOften() {
                    return true;
                }

                @Override
                public boolean isOpen() {
                    return ofStream.isOpen() && ofWhole.isOpen();
                }
            };
        };
    }
}
