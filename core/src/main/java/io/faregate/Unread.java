package io.faregate;

import io.faregate.body.Choice;
import io.faregate.body.Edits;
import io.faregate.body.RequestShape;
import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.cost.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/** The shape of a body that only the application reads: it may be all prompt, and asks for nothing. */
record Unread(long bytes) implements RequestShape {

    @Override
    public Optional<String> model() {
        return Optional.empty();
    }

    @Override
    public PromptSize prompt() {
        return new PromptSize(bytes, 0, 0);
    }

    @Override
    public long promptChars() {
        return 0;
    }

    @Override
    public OptionalLong asked(Choice choice) {
        return OptionalLong.empty();
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
        throw new IllegalStateException("a body that was not read is not edited");
    }
}
