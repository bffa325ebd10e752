package io.faregate;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/**
 * The place in Java 17 that keeps the type of the last record whose {@code equals} was linked, and with it the class loader
 * of an application that has been stopped, until another is linked.
 */
final class LinkedRecords {
    private static final MethodType EQUALS = MethodType.methodType(boolean.class, String.class, Object.class);

    private LinkedRecords() {}

    /** Leaves a type there that the JDK keeps anyway. */
    static void letGo() {
        try {
            // by its name, as the jar for Java 11 knows no such class
            for (Method method :
                    Class.forName("java.lang.runtime.ObjectMethods").getMethods()) {
                if (method.getName().equals("bootstrap")) {
                    method.invoke(
                            null, MethodHandles.lookup(), "equals", EQUALS, String.class, "", new MethodHandle[0]);
                }
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unlike) {
            // a JDK that has no such place, or wants a record in it
        }
    }
}
