package io.faregate.policy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens what a location names: a policy, or a price table that it names. Adapters add places of their container. */
@FunctionalInterface
public interface PolicyResources {

    /** What begins a location on the class path. */
    String CLASSPATH = "classpath:";

    /**
     * Opens a location.
     *
     * @param location a path, or another form that this opens
     * @return its bytes; the caller closes it
     * @throws IOException when it does not exist or can not be read
     */
    InputStream open(String location) throws IOException;

    /**
     * Opens paths, and {@code classpath:} locations by the thread's class loader.
     *
     * @return the usual resources
     */
    static PolicyResources standard() {
        return location -> {
            if (location.startsWith(CLASSPATH)) {
                return classpath(location.substring(CLASSPATH.length()));
            }
            try {
                return Files.newInputStream(Path.of(location));
            } catch (InvalidPathException noPath) {
                throw new FileNotFoundException(noPath.getMessage());
            }
        };
    }

    private static InputStream classpath(String name) throws IOException {
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = ofThread == null ? PolicyResources.class.getClassLoader() : ofThread;
        InputStream in = loader.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException(CLASSPATH + name + " does not exist");
        }
        return in;
    }
}
