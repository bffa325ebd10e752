package io.faregate.servlet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A way from an object of a container to another, by fields and methods that no API shows: nothing of a container is
 * needed to compile it, and a container that has changed fails when the way is made. Immutable.
 */
final class Members {
    private static final Lookup LOOKUP = MethodHandles.lookup();
    private static final MethodType ONE_TO_ONE = MethodType.methodType(Object.class, Object.class);
    private static final MethodType TEST = MethodType.methodType(boolean.class, Object.class);

    private final Class<?> from;
    private final Class<?> at;
    private final MethodHandle way;

    /** Of the container; the last one on the way, as a type of the JDK has none. */
    private final @Nullable ClassLoader loader;

    private Members(Class<?> from, Class<?> at, MethodHandle way, @Nullable ClassLoader before) {
        this.from = from;
        this.at = at;
        this.way = way;
        this.loader = at.getClassLoader() == null ? before : at.getClassLoader();
    }

    static Members of(Class<?> type) {
        return new Members(type, type, MethodHandles.identity(Object.class), null);
    }

    /** Whose members come next, where a declared type says less than is known. */
    Members as(String type) throws ReflectiveOperationException {
        return new Members(from, Class.forName(type, false, loader), way, loader);
    }

    /** Goes on by another way where that one can be gone, as from a wrapper to what it wraps; stays here where not. */
    Members through(Members inner) throws ReflectiveOperationException {
        MethodHandle isWrapper =
                LOOKUP.findVirtual(Class.class, "isInstance", TEST).bindTo(inner.from);
        MethodHandle further = MethodHandles.guardWithTest(isWrapper, inner.way, MethodHandles.identity(Object.class));
        return new Members(from, at, MethodHandles.filterReturnValue(way, further), loader);
    }

    Members field(String name) throws ReflectiveOperationException {
        Field field = declared(name);
        return then(LOOKUP.unreflectGetter(field), field.getType());
    }

    Members call(String name) throws ReflectiveOperationException {
        Method method = method(name);
        return then(LOOKUP.unreflect(method), method.getReturnType());
    }

    private Members then(MethodHandle next, Class<?> type) {
        return new Members(from, type, MethodHandles.filterReturnValue(way, next.asType(ONE_TO_ONE)), loader);
    }

    /** Where this way leads. */
    Class<?> type() {
        return at;
    }

    /** Takes an object to where this way leads, as {@code Object} to {@code Object}. */
    MethodHandle get() {
        return way;
    }

    /** Sets a field of where this way leads, as {@code (Object, Object)} to nothing. */
    MethodHandle setter(String name) throws ReflectiveOperationException {
        MethodHandle setter = LOOKUP.unreflectSetter(declared(name))
                .asType(MethodType.methodType(void.class, Object.class, Object.class));
        return MethodHandles.filterArguments(setter, 0, way);
    }

    /** A method with one argument, as {@code (Object, Object)} to nothing. */
    MethodHandle taking(String name, Class<?> argument) throws ReflectiveOperationException {
        return withArgument(name, argument, void.class);
    }

    /** A method with one argument that answers yes or no, as {@code (Object, Object)} to {@code boolean}. */
    MethodHandle asking(String name, Class<?> argument) throws ReflectiveOperationException {
        return withArgument(name, argument, boolean.class);
    }

    private MethodHandle withArgument(String name, Class<?> argument, Class<?> result)
            throws ReflectiveOperationException {
        MethodHandle method = LOOKUP.findVirtual(at, name, MethodType.methodType(result, argument))
                .asType(MethodType.methodType(result, Object.class, Object.class));
        return MethodHandles.filterArguments(method, 0, way);
    }

    private Field declared(String name) throws NoSuchFieldException {
        for (Class<?> type = at; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(at.getName() + "." + name);
    }

    private Method method(String name) throws NoSuchMethodException {
        for (Class<?> type = at; type != null; type = type.getSuperclass()) {
            Method found = own(type, name);
            if (found != null) {
                found.setAccessible(true);
                return found;
            }
        }
        return at.getMethod(name);
    }

    private static @Nullable Method own(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == 0)
                .filter(method -> !method.isBridge())
                .findFirst()
                .orElse(null);
    }
}
