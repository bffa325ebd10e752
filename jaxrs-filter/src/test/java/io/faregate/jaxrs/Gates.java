package io.faregate.jaxrs;

import io.faregate.Faregate;

/** Stands in for the listener that opens the application's gate when it starts, and closes it when it ends. */
final class Gates {
    private static volatile Faregate chat;

    private Gates() {}

    static Faregate chat() {
        return chat;
    }

    static void open(Faregate faregate) {
        chat = faregate;
    }
}
