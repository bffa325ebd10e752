package io.faregate.body;

/** What becomes of a field that a dialect's table does not have, when a client sends it. */
public enum Unknown {
    /** The request is refused, and told which field it was. */
    REFUSE,
    /** The field is taken out of what goes on, whatever it holds. What a table denies by name is refused all the same. */
    STRIP
}
