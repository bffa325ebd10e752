package io.faregate.servlet;

import io.faregate.servlet.Way.Maker;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's connections. When a write of HTTP/1.1 fails outside its own threads, Tomcat may give its objects to the next
 * request before the failure is noted in them, and that request's first write fails. Two defences: its lock of the
 * connection is held around our writes, and a failure that a request finds at its beginning is taken out.
 */
final class TomcatWires {
    private TomcatWires() {}

    static Maker<Wire> http1(Class<?> facade, Way<Wire> way) throws ReflectiveOperationException {
        Members response = coyote(facade).call("getResponse");
        MethodHandle get = response.get();
        MethodHandle failure =
                Members.of(response.type()).field("errorException").get();
        MethodHandle forget = Members.of(response.type()).setter("errorException");
        MethodHandle lock = lock(processor(facade));
        return (request, lost) -> {
            Unfailed unfailed = new Unfailed(failure, forget, (Object) get.invokeExact(request), way);
            unfailed.tryLock();
            return lock == null ? unfailed : new Locked((Lock) (Object) lock.invokeExact(request));
        };
    }

    static MethodHandle channel(Class<?> facade) throws ReflectiveOperationException {
        return processor(facade)
                .field("socketWrapper")
                .call("getSocket")
                .as("org.apache.tomcat.util.net.NioChannel")
                .call("getIOChannel")
                .get();
    }

    /** Tomcat waits on through an interrupt; when its stream is closed, the next byte ends the wait. */
    static Waker waker(HttpServletRequest facade) {
        return thread -> {
            try {
                facade.getInputStream().close();
            } catch (IOException | IllegalStateException closed) {
                // then it is read by a reader, whose next character finds the ride over
            }
            return true;
        };
    }

    private static Members coyote(Class<?> facade) throws ReflectiveOperationException {
        return Members.of(facade).field("request").call("getCoyoteRequest");
    }

    private static Members processor(Class<?> facade) throws ReflectiveOperationException {
        return coyote(facade).field("hook").as("org.apache.coyote.AbstractProcessor");
    }

    /** The lock of a connection; null in Tomcat 10.0, where it is a monitor, for which one can only wait. */
    private static @Nullable MethodHandle lock(Members processor) throws ReflectiveOperationException {
        try {
            return processor.field("socketWrapper").call("getLock").get();
        } catch (NoSuchMethodException monitor) {
            return null;
        }
    }

    /** Without a lock a failure may come at any time; one that is there before a write is not of this request. */
    record Unfailed(MethodHandle failure, MethodHandle forget, Object response, Way<Wire> way) implements Wire {
        @Override
        public boolean tryLock() {
            try {
                if (!way.isOff() && (Object) failure.invokeExact(response) != null) {
                    forget.invokeExact(response, (Object) null);
                }
            } catch (Throwable changed) {
                way.turnOff(changed);
            }
            return false;
        }
    }

    static Maker<Wire> http2(Class<?> facade, Way<Wire> way) throws ReflectiveOperationException {
        Members stream = coyote(facade)
                .field("hook")
                .as("org.apache.coyote.http2.StreamProcessor")
                .field("stream");
        MethodHandle get = stream.get();
        MethodHandle isActive = Members.of(stream.type()).call("isActive").get();
        return (request, lost) -> new PolledWire(isActive, (Object) get.invokeExact(request), true, way);
    }

    /** Held while a write may fail. A thread of Tomcat's own that serves the request has it all the time. */
    private record Locked(Lock lock) implements Wire {
        @Override
        public boolean tryLock() {
            return lock.tryLock();
        }

        @Override
        public void unlock() {
            lock.unlock();
        }
    }
}
