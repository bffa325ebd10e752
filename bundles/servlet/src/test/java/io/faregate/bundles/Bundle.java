package io.faregate.bundles;

import java.nio.file.Path;

/**
 * The jar under test.
 *
 * @param jar what it is
 * @param java the oldest Java that it is made for
 */
record Bundle(Jar jar, int java) {

    static Bundle underTest() {
        return new Bundle(new Jar(Path.of(System.getProperty("bundle.jar"))), Integer.getInteger("bundle.java"));
    }
}
