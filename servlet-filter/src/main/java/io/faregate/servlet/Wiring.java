package io.faregate.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a container shows of its connections, by the class of its requests. Whatever fails turns it off for that
 * container, and is said once: the servlet API is enough to guard, it only notices less. Thread-safe.
 */
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");
    private static final int WRAPPERS = 50;

    private final AtomicBoolean off = new AtomicBoolean();

    /** A ClassValue would keep all of this, and the application's loader, in the container's own class. */
    private final Map<Class<?>, Adapter> adapters = new ConcurrentHashMap<>();

    /** Makes the wire of a request, on the request's own thread. */
    interface Maker {
        /** One that knows no more. */
        Maker NONE = (request, lost) -> Wire.PLAIN;

        Wire wire(Object request, Runnable lost) throws Throwable;
    }

    /**
     * The wire of a request.
     *
     * @param lost what a container may run, on its own thread, when the client is gone
     */
    Wire of(HttpServletRequest request, Runnable lost) {
        ServletRequest bare = request;
        for (int depth = 0; bare instanceof ServletRequestWrapper wrapper && depth < WRAPPERS; depth++) {
            bare = wrapper.getRequest();
        }
        return adapters.computeIfAbsent(bare.getClass(), Adapter::new).wire(bare, request.getProtocol(), lost);
    }

    /** Whether the other end of a wire is open; a container that can not say it any more is not asked again. */
    boolean isOpen(Wire wire) {
        try {
            return off.get() || wire.isOpen();
        } catch (Throwable failure) {
            turnOff(failure);
            return true;
        }
    }

    private void turnOff(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        if (off.compareAndSet(false, true)) {
            LOG.warn(
                    "This container's connections can not be looked into; lost clients are noticed otherwise", failure);
        }
    }

    /** What is known of the requests of one class. */
    private final class Adapter {
        private final Maker http1;
        private final Maker http2;

        Adapter(Class<?> type) {
            Maker one = Maker.NONE;
            Maker two = Maker.NONE;
            try {
                String name = type.getName();
                if (name.startsWith("org.apache.catalina.connector.")) {
                    one = TomcatWires.http1(type);
                    two = TomcatWires.http2(type);
                } else if (name.startsWith("org.eclipse.jetty.ee")) {
                    two = JettyWires.http2(type);
                } else if (name.startsWith("io.undertow.servlet.spec.")) {
                    one = UndertowWires.http1(type);
                    two = UndertowWires.http2(type);
                }
            } catch (ReflectiveOperationException | RuntimeException | LinkageError failure) {
                turnOff(failure);
            }
            http1 = one;
            http2 = two;
        }

        Wire wire(Object request, String protocol, Runnable lost) {
            if (off.get()) {
                return Wire.PLAIN;
            }
            try {
                return (protocol.startsWith("HTTP/1") ? http1 : http2).wire(request, lost);
            } catch (Throwable failure) {
                turnOff(failure);
                return Wire.PLAIN;
            }
        }
    }
}
