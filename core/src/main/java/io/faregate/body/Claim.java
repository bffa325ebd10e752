package io.faregate.body;

import java.util.Locale;

/** What a client may say in another's name: none of it is its user's own words. */
public enum Claim {
    /** Earlier turns of the model, as the client tells them: its words, its thinking. */
    HISTORY,
    /** Instructions to the model, which are the operator's to give. */
    SYSTEM,
    /** Tools: what they are, which must be called, that they were called and what they said. */
    TOOLS;

    private final String key = name().toLowerCase(Locale.ROOT);

    /**
     * The name in policies, as {@code history}.
     *
     * @return the name in lower case
     */
    public String key() {
        return key;
    }
}
