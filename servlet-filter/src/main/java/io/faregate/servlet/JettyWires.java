package io.faregate.servlet;

import io.faregate.servlet.Way.Maker;
import jakarta.servlet.http.HttpServletRequest;
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
        MethodHandle wait = waiting(request);
        return (of, lost) -> Wiring.isHttp1((HttpServletRequest) of)
                ? thread -> (boolean) wait.invokeExact(of, (Object) late())
                : thread -> {
                    fail.invokeExact(of, (Object) late());
                    return true;
                };
    }

    /**
     * Ends the connection's wait for more to read, if it does wait. To fail the request would be heard of at any time: while
     * one thread answers, another could still read from the client, into a buffer that has become the answer's.
     */
    private static MethodHandle waiting(Class<?> request) throws ReflectiveOperationException {
        return core(request)
                .call("getConnectionMetaData")
                .call("getConnection")
                .call("getEndPoint")
                .as("org.eclipse.jetty.io.AbstractEndPoint")
                .call("getFillInterest")
                .asking("onFail", Throwable.class);
    }

    private static Throwable late() {
        return new TimeoutException("nobody waits for the body any more");
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
