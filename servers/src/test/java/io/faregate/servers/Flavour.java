package io.faregate.servers;

/** Whose servlets a server runs. */
enum Flavour {
    JAVAX("javax"),
    JAKARTA("jakarta");

    private final String label;

    Flavour(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
