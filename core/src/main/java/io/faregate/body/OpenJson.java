package io.faregate.body;

import tools.jackson.core.JsonToken;

/**
 * Reads JSON that is let in whatever it says, as a schema or the fields of a document. A model may be shown it as it is,
 * so that brackets, quotes and numbers are held beside the text: as much as there is of them without white space.
 */
final class OpenJson {
    private static final int BRACKETS = 2;
    private static final int QUOTES = 2;

    /** What stands behind a name or a value, whichever it is. */
    private static final int SEPARATOR = 1;

    private final JsonTokens tokens;
    private final BodyPath path;
    private final Findings found;

    OpenJson(JsonTokens tokens, BodyPath path, Findings found) {
        this.tokens = tokens;
        this.path = path;
        this.found = found;
    }

    /** Reads a value that has begun: one string is text as any other. */
    void read(JsonToken first) {
        int from = tokens.from();
        switch (first) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> found.text(tokens.string(), true);
            default -> found.signs(tokens.to() - from);
        }
        if (first.isStructStart()) {
            found.texts.addJson(from, tokens.to());
        }
    }

    private void value(JsonToken token) {
        tokens.count();
        switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> string(tokens.string());
            default -> found.signs(tokens.to() - tokens.from());
        }
        found.signs(SEPARATOR);
    }

    private void object() {
        found.signs(BRACKETS);
        MemberNames names = path.object();
        while (tokens.more('}', names.size() > 0)) {
            JsonString name = tokens.name();
            string(name);
            found.signs(SEPARATOR);
            value(names.value(name, tokens));
        }
        path.up();
    }

    private void array() {
        found.signs(BRACKETS);
        path.array();
        for (boolean filled = false; tokens.more(']', filled); filled = true) {
            value(tokens.value());
        }
        path.up();
    }

    private void string(JsonString string) {
        found.counted(string, true);
        found.signs(QUOTES + string.escapes());
    }
}
