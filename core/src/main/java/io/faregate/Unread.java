package io.faregate;

import io.faregate.body.Choice;
import io.faregate.body.Edits;
import io.faregate.body.RequestShape;
import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.cost.Usage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The shape of a body of which nobody knows what it says: it may be all prompt.
 *
 * @param bytes the most that it has
 * @param asked what it may ask for, of any choice
 * @param model the one that it seems to name
 */
record Unread(long bytes, OptionalLong asked, Optional<String> model) implements RequestShape {

    /** One that only the application reads: it asks for nothing. */
    static Unread asking(long bytes) {
        return new Unread(bytes, OptionalLong.empty(), Optional.empty());
    }

    /** One that asks for as much as there is of everything, and of any model unless it names one. */
    static Unread askingAll(long bytes, Optional<String> model) {
        return new Unread(bytes, OptionalLong.of(Long.MAX_VALUE), model);
    }

    boolean asksAll() {
        return asked.isPresent();
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
        return asked;
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
