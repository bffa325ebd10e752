package io.faregate;

import io.faregate.body.Choice;
import io.faregate.body.Edits;
import io.faregate.body.RequestShape;
import io.faregate.cost.Prompt;
import io.faregate.cost.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/** What a library says that it asks of a model. It has no body: what it is clamped to is told, and not written. */
record ToldRequest(Optional<String> model, Prompt prompt, OptionalLong output) implements RequestShape {
    private static final byte[] NO_BODY = {};

    @Override
    public long promptChars() {
        return prompt.utf8Bytes();
    }

    @Override
    public OptionalLong asked(Choice choice) {
        return choice == Choice.OUTPUT_TOKENS ? output : OptionalLong.empty();
    }

    @Override
    public Usage most(long promptTokens, long outputTokens) {
        return Usage.of(promptTokens, outputTokens);
    }

    @Override
    public boolean writes() {
        return true;
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public boolean usageAsked() {
        return true;
    }

    @Override
    public Edits edit() {
        return Edits.none(NO_BODY);
    }
}
