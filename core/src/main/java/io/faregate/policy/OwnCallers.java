package io.faregate.policy;

import io.faregate.ride.CallerResolver;
import org.jspecify.annotations.Nullable;

/** Makes the application's own resolver of the name of its class. */
final class OwnCallers {
    private OwnCallers() {}

    static CallerResolver make(String name) {
        try {
            Object made = load(name).getConstructor().newInstance();
            if (made instanceof CallerResolver resolver) {
                return resolver;
            }
            throw new IllegalArgumentException(name + " is no CallerResolver");
        } catch (ReflectiveOperationException | LinkageError failure) {
            throw new IllegalArgumentException(name + " can not be made: " + failure, failure);
        }
    }

    /** The application's classes are seen by its thread's loader, even where this jar is the server's. */
    private static Class<?> load(String name) throws ClassNotFoundException {
        @Nullable ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = ofThread == null ? OwnCallers.class.getClassLoader() : ofThread;
        return Class.forName(name, true, loader);
    }
}
