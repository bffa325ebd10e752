package io.faregate.body;

/** Who wrote a body that is scanned. */
public enum Origin {
    /** The client: only fields on the dialect's allow-list are let through. */
    CLIENT,
    /** The application, to its provider: every field is let through, whatever multiplies cost is counted. */
    APPLICATION
}
