package io.faregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

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
            var unused = ObjectMethods.bootstrap(MethodHandles.lookup(), "equals", EQUALS, String.class, "");
        } catch (Throwable unlike) {
            // a JDK that wants a record here, and may keep what it likes
        }
    }
}
