package io.faregate.servlet;

import io.faregate.servlet.Wiring.Maker;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeoutException;
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

    /** That of TLS has the connection's own end point for its transport. */
    static MethodHandle channel(Class<?> request) throws ReflectiveOperationException {
        Members endPoint = core(request)
                .call("getConnectionMetaData")
                .call("getConnection")
                .call("getEndPoint");
        return endPoint.call("getTransport")
                .through(Members.of(endPoint.type()).call("getTransport"))
                .get();
    }

    /**
     * The older flavours are woken by an interrupt. The newer ones wait through it for all parts of a form, and hear of a
     * request that has failed.
     */
    static Maker<Waker> waker(Class<?> request) throws ReflectiveOperationException {
        if (isNested(request)) {
            return (of, lost) -> Waker.INTERRUPT;
        }
        MethodHandle fail = core(request).taking("fail", Throwable.class);
        return (of, lost) -> thread -> {
            fail.invokeExact(of, (Object) new TimeoutException("nobody waits for the body any more"));
        };
    }

    /** The older flavours wrap the server's request, and so do the newer, each in their own way. */
    private static Members core(Class<?> request) throws ReflectiveOperationException {
        Members own = Members.of(request);
        Members core = isNested(request) ? own.call("getHttpChannel").call("getCoreRequest") : own.call("getRequest");
        return core.as("org.eclipse.jetty.server.Request");
    }

    private static boolean isNested(Class<?> request) {
        return request.getName().contains(".nested.");
    }
}
