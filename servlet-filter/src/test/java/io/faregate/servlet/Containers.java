package io.faregate.servlet;

/** The containers that every test runs on. */
enum Containers {
    JETTY,
    TOMCAT;

    Container make() {
        return this == JETTY ? new JettyContainer() : new TomcatContainer();
    }
}
