package io.faregate.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandle;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a container shows of its connections, by the class of its requests. What fails is turned off, and that is
 * said once: the servlet API is enough to guard, it only notices less. Thread-safe.
 */
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final int WRAPPERS = 50;

    private static final AtomicBoolean SAID = new AtomicBoolean();

    /** A ClassValue would keep all of this, and the application's loader, in the container's own class. */
    private final Map<Class<?>, Adapter> adapters = new ConcurrentHashMap<>();

    /** Makes something of a request, on the request's own thread. */
    interface Maker<T> {
        T of(Object request, Runnable lost) throws Throwable;
    }

    /** Finds out how that is made of requests of one class. */
    private interface Finder<T> {
        Maker<T> of(Class<?> type) throws ReflectiveOperationException;
    }

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
        try {
            return adapter(bare).waker.of(bare, () -> {}).wake(waiting);
        } catch (Throwable failure) {
            failed(failure);
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

    /** Something of a container is not as it was known. */
    static void failed(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (SAID.compareAndSet(false, true)) {
            LOG.warn(
                    "This container's connections can not be looked into; lost clients are noticed otherwise", failure);
        }
    }

    /** What is known of the requests of one class. */
    private static final class Adapter {
        private final Way<Wire> http1;
        private final Way<Wire> http2;
        private final Way<Optional<SocketChannel>> channel;
        private final Way<Waker> waker;

        Adapter(Class<?> type) {
            String name = type.getName();
            Finder<Wire> one = any -> (request, lost) -> Wire.PLAIN;
            Finder<Wire> two = one;
            Finder<Optional<SocketChannel>> its = any -> (request, lost) -> Optional.empty();
            Finder<Waker> wakes = any -> (request, lost) -> Waker.INTERRUPT;
            if (name.startsWith("org.apache.catalina.connector.")) {
                one = TomcatWires::http1;
                two = TomcatWires::http2;
                its = of -> channel(TomcatWires.channel(of));
                wakes = any -> (request, lost) -> TomcatWires.waker((HttpServletRequest) request);
            } else if (name.startsWith("org.eclipse.jetty.ee")) {
                two = JettyWires::http2;
                its = of -> channel(JettyWires.channel(of));
                wakes = JettyWires::waker;
            } else if (name.startsWith("io.undertow.servlet.spec.")) {
                one = UndertowWires::http1;
                two = UndertowWires::http2;
                its = of -> channel(UndertowWires.channel(of));
            }
            http1 = new Way<>(type, one, Wire.PLAIN);
            http2 = new Way<>(type, two, Wire.PLAIN);
            channel = new Way<>(type, its, Optional.empty());
            waker = new Way<>(type, wakes, Waker.INTERRUPT);
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

    /** One way into a container, which is not taken again once it has failed. */
    private static final class Way<T> {
        private final T none;
        private volatile Maker<T> maker;

        Way(Class<?> type, Finder<T> finder, T none) {
            this.none = none;
            Maker<T> found = (request, lost) -> none;
            try {
                found = finder.of(type);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError failure) {
                failed(failure);
            }
            this.maker = found;
        }

        T of(Object request, Runnable lost) {
            try {
                return maker.of(request, lost);
            } catch (Throwable failure) {
                failed(failure);
                maker = (any, nobody) -> none;
                return none;
            }
        }
    }
}
