package io.faregate.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The files that a policy names; a relative path begins where the policy is.
 *
 * @param policy where the policy is
 * @param resources opens them
 */
record Beside(String policy, PolicyResources resources) {

    InputStream open(String name) throws IOException {
        return resources.open(place(name));
    }

    /** Where a file is. */
    String place(String name) {
        boolean isAbsolute = name.startsWith("/") || name.startsWith(PolicyResources.CLASSPATH);
        return isAbsolute || isAbsolutePath(name) ? name : policy.substring(0, policy.lastIndexOf('/') + 1) + name;
    }

    private static boolean isAbsolutePath(String name) {
        try {
            return Path.of(name).isAbsolute();
        } catch (InvalidPathException noPath) {
            return false;
        }
    }
}
