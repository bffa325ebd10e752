package io.faregate.containers;

import java.util.List;
import java.util.stream.Stream;

/** The containers that every test runs on. */
public enum Containers {
    JETTY,
    TOMCAT,
    UNDERTOW;

    /** All, unless the build names some. */
    public static List<Containers> tested() {
        String names = System.getProperty("faregate.containers");
        return names == null
                ? List.of(values())
                : Stream.of(names.split(",")).map(Containers::valueOf).toList();
    }

    public Container make() {
        return switch (this) {
            case JETTY -> new JettyContainer();
            case TOMCAT -> new TomcatContainer();
            case UNDERTOW -> new UndertowContainer();
        };
    }
}
