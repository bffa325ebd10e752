package io.faregate.servlet;

import java.lang.invoke.MethodHandle;

/** A wire whose container says when asked whether it is open; one that can not say it is not asked again, of any request. */
final class PolledWire implements Wire {
    private final MethodHandle question;
    private final Object connection;
    private final boolean isAskedOften;
    private final Way<Wire> way;

    PolledWire(MethodHandle question, Object connection, boolean isAskedOften, Way<Wire> way) {
        this.question = question;
        this.connection = connection;
        this.isAskedOften = isAskedOften;
        this.way = way;
    }

    @Override
    public boolean isOpen() {
        try {
            return way.isOff() || (boolean) (Object) question.invokeExact(connection);
        } catch (Throwable failure) {
            way.turnOff(failure);
            return true;
        }
    }

    @Override
    public boolean isAskedOften() {
        return isAskedOften;
    }
}
