package io.faregate.policy;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A policy with mistakes: the message has all of them, one a line, in the order of the file. */
public final class PolicyException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    PolicyException(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * What is wrong.
     *
     * @return at least one mistake
     */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
