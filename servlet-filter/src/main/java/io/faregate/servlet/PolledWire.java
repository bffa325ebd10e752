package io.faregate.servlet;

import java.lang.invoke.MethodHandle;

/** A wire whose container says when asked whether it is open; one that can not say it is not asked again. */
final class PolledWire implements Wire {
    private final MethodHandle question;
    private final Object connection;
    private final boolean isAskedOften;
    private volatile boolean isMute;

    PolledWire(MethodHandle question, Object connection, boolean isAskedOften) {
        this.question = question;
        this.connection = connection;
        this.isAskedOften = isAskedOften;
    }

    @Override
    public boolean isOpen() {
        try {
            return isMute || (boolean) (Object) question.invokeExact(connection);
        } catch (Throwable failure) {
            isMute = true;
            Wiring.failed(failure);
            return true;
        }
    }

    @Override
    public boolean isAskedOften() {
        return isAskedOften;
    }
}
