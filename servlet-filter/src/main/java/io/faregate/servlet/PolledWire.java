package io.faregate.servlet;

import java.lang.invoke.MethodHandle;

/** A wire whose container says when asked whether it is open. */
record PolledWire(MethodHandle question, Object connection) implements Wire {

    @Override
    public boolean isOpen() throws Throwable {
        return (boolean) (Object) question.invokeExact(connection);
    }
}
