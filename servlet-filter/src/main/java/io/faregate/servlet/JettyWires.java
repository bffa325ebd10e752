package io.faregate.servlet;

import io.faregate.servlet.Wiring.Maker;
import java.lang.invoke.MethodHandle;
import java.util.function.Consumer;

/** Jetty 12 tells of a stream that was reset, also while a servlet blocks; of HTTP/1.1 it tells nothing. */
final class JettyWires {
    private JettyWires() {}

    static Maker<Wire> http2(Class<?> request) throws ReflectiveOperationException {
        MethodHandle listen = core(request).taking("addFailureListener", Consumer.class);
        return (of, lost) -> {
            Consumer<Throwable> listener = failure -> lost.run();
            listen.invokeExact(of, (Object) listener);
            return Wire.PLAIN;
        };
    }

    static MethodHandle channel(Class<?> request) throws ReflectiveOperationException {
        return core(request)
                .call("getConnectionMetaData")
                .call("getConnection")
                .call("getEndPoint")
                .call("getTransport")
                .get();
    }

    /** The older flavours wrap the server's request, and so do the newer, each in their own way. */
    private static Members core(Class<?> request) throws ReflectiveOperationException {
        Members own = Members.of(request);
        boolean isNested = request.getName().contains(".nested.");
        Members core = isNested ? own.call("getHttpChannel").call("getCoreRequest") : own.call("getRequest");
        return core.as("org.eclipse.jetty.server.Request");
    }
}
