package io.faregate.servlet;

/** The containers that every test runs on. */
enum Containers {
    JETTY,
    TOMCAT,
    UNDERTOW;

    Container make() {
        return switch (this) {
            case JETTY -> new JettyContainer();
            case TOMCAT -> new TomcatContainer();
            case UNDERTOW -> new UndertowContainer();
        };
    }
}
