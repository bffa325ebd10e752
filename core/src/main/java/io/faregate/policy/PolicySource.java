package io.faregate.policy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a policy is, so that it is read again when it has changed, or a price table that it names. Changes are told by
 * what is in the files, not by their times. Thread-safe.
 *
 * <pre>{@code
 * Faregate faregate = Faregate.of(PolicySource.of(Path.of("/etc/faregate/policy.yaml")));
 * }</pre>
 */
public final class PolicySource {
    private static final int LARGEST = 64 << 20;
    private static final String UNREADABLE = "unreadable";

    private final String location;
    private final PolicyResources resources;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private Map<String, String> read = Map.of();
    private Map<String, String> moving = Map.of();

    private PolicySource(String location, PolicyResources resources) {
        this.location = location;
        this.resources = resources;
    }

    /**
     * A file.
     *
     * @param file a YAML file in UTF-8
     * @return its source
     */
    public static PolicySource of(Path file) {
        return of(file.toString().replace(file.getFileSystem().getSeparator(), "/"), PolicyResources.standard());
    }

    /**
     * A location, wherever an adapter or an application finds it.
     *
     * @param location what mistakes call it, and where relative paths in it begin
     * @param resources opens the location, and those of price tables
     * @return its source
     */
    public static PolicySource of(String location, PolicyResources resources) {
        return new PolicySource(
                Objects.requireNonNull(location, "location"), Objects.requireNonNull(resources, "resources"));
    }

    /**
     * Reads the policy.
     *
     * @return the policy as it is now
     * @throws IOException when it can not be read
     * @throws PolicyException when there are mistakes in it; names all of them
     */
    public synchronized Policy read() throws IOException {
        Map<String, String> opened = new TreeMap<>();
        try {
            return withLoader(() -> PolicyFile.read(location, name -> new ByteArrayInputStream(bytes(name, opened))));
        } finally {
            read = opened;
            moving = opened;
        }
    }

    /**
     * Reads the policy if it has changed since it was last read. A change counts when it is found twice, so that a file
     * that is being written is left alone; what can not be read or has mistakes is said once.
     *
     * @return the policy as it is now; empty when nothing has changed, or is still changing
     * @throws IOException when it has changed and can not be read
     * @throws PolicyException when it has changed and there are mistakes in it
     */
    public synchronized Optional<Policy> changed() throws IOException {
        Map<String, String> now = new TreeMap<>();
        withLoader(() -> {
            for (String name : read.keySet()) {
                mark(name, now);
            }
            return now;
        });
        boolean still = now.equals(moving);
        moving = now;
        return still && !now.equals(read) ? Optional.of(read()) : Optional.empty();
    }

    private void mark(String name, Map<String, String> marks) {
        try {
            bytes(name, marks);
        } catch (IOException | RuntimeException unreadable) {
            // marked as such
        }
    }

    /** Reads all of a file, so that what is marked is what is used. */
    private byte[] bytes(String name, Map<String, String> marks) throws IOException {
        marks.put(name, UNREADABLE);
        try (InputStream in = resources.open(name)) {
            byte[] bytes = in.readNBytes(LARGEST);
            marks.put(name, Sha256.of(bytes));
            return bytes;
        }
    }

    /** Something to do where the application's class path is seen. */
    private interface Work<T> {
        T run() throws IOException;
    }

    /** A later reading, on a thread of the gate's own, finds what the first one found. */
    private <T> T withLoader(Work<T> work) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public String toString() {
        return location;
    }
}
