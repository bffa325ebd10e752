package io.faregate.servlet;

import io.faregate.servlet.Way.Finder;
import io.faregate.servlet.Way.Maker;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a container shows of its connections, by the class of its requests: a way of its own for each thing that can
 * be found, or fail. Thread-safe.
 */
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final int WRAPPERS = 50;

    /** A ClassValue would keep all of this, and the application's loader, in the container's own class. */
    private final Map<Class<?>, Adapter> adapters = new ConcurrentHashMap<>();

    /**
     * The wire of a request.
     *
     * @param lost what a container may run, on its own thread, when the client is gone
     */
    Wire of(HttpServletRequest request, Runnable lost) {
        Object bare = bare(request);
        Adapter adapter = adapter(bare);
        return (isHttp1(request) ? adapter.http1 : adapter.http2).of(bare, lost);
    }

    /** The channel of a request of HTTP/1.1, whose connection is its own until it is answered; none where it is not found. */
    Optional<SocketChannel> channel(HttpServletRequest request) {
        Object bare = bare(request);
        return isHttp1(request) ? adapter(bare).channel.of(bare, () -> {}) : Optional.empty();
    }

    /**
     * Ends a thread's wait for the rest of a request's body, as its container allows.
     *
     * @return false when that can not be done right now, but soon
     */
    boolean wake(HttpServletRequest request, Thread waiting) {
        Object bare = bare(request);
        Way<Waker> way = adapter(bare).waker;
        try {
            return way.of(bare, () -> {}).wake(waiting);
        } catch (Throwable failure) {
            way.failed(failure);
            waiting.interrupt();
            return true;
        }
    }

    static boolean isHttp1(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1");
    }

    private Adapter adapter(Object bare) {
        return adapters.computeIfAbsent(bare.getClass(), Adapter::new);
    }

    private static Object bare(HttpServletRequest request) {
        ServletRequest bare = request;
        for (int depth = 0; bare instanceof ServletRequestWrapper wrapper && depth < WRAPPERS; depth++) {
            bare = wrapper.getRequest();
        }
        return bare;
    }

    /** What is known of the requests of one class. */
    private static final class Adapter {
        private final Way<Wire> http1;
        private final Way<Wire> http2;
        private final Way<Optional<SocketChannel>> channel;
        private final Way<Waker> waker;

        Adapter(Class<?> type) {
            String name = type.getName();
            Finder<Wire> one = (any, way) -> (request, lost) -> Wire.PLAIN;
            Finder<Wire> two = one;
            Finder<Optional<SocketChannel>> its = (any, way) -> (request, lost) -> Optional.empty();
            Finder<Waker> wakes = (any, way) -> (request, lost) -> Waker.INTERRUPT;
            if (name.startsWith("org.apache.catalina.connector.")) {
                one = TomcatWires::http1;
                two = TomcatWires::http2;
                its = (of, way) -> channel(TomcatWires.channel(of));
                wakes = (any, way) -> (request, lost) -> TomcatWires.waker((HttpServletRequest) request);
            } else if (name.startsWith("org.eclipse.jetty.ee")) {
                two = (of, way) -> JettyWires.http2(of);
                its = (of, way) -> channel(JettyWires.channel(of));
                wakes = (of, way) -> JettyWires.waker(of);
            } else if (name.startsWith("io.undertow.servlet.spec.")) {
                one = UndertowWires::http1;
                two = UndertowWires::http2;
                its = (of, way) -> channel(UndertowWires.channel(of));
            }
            http1 = way("its connections are not looked into", type, one, Wire.PLAIN);
            http2 = way("its streams of HTTP/2 are not looked into", type, two, Wire.PLAIN);
            channel = way("its channels are not listened to", type, its, Optional.empty());
            waker = way("who waits for a body is interrupted", type, wakes, Waker.INTERRUPT);
        }

        private static <T> Way<T> way(String loss, Class<?> type, Finder<T> finder, T none) {
            return new Way<>(loss, type, finder, none, LOG::warn);
        }

        private static Maker<Optional<SocketChannel>> channel(MethodHandle way) {
            return (request, lost) -> {
                try {
                    Object found = (Object) way.invokeExact(request);
                    return found instanceof SocketChannel channel ? Optional.of(channel) : Optional.empty();
                } catch (ClassCastException other) {
                    // a connection of another kind, as of a Unix socket
                    return Optional.empty();
                }
            };
        }
    }
}
