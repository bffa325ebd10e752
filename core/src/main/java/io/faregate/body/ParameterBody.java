package io.faregate.body;

import io.faregate.cost.Prompt;
import io.faregate.cost.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A form or a query that may be let in: what is in it, as the same in JSON has been scanned. */
record ParameterBody(RequestShape json, Parameters parameters, Fields fields, Set<String> strangers)
        implements RequestShape {

    @Override
    public Optional<String> model() {
        return json.model();
    }

    @Override
    public Prompt prompt() {
        return json.prompt();
    }

    @Override
    public long promptChars() {
        return json.promptChars();
    }

    @Override
    public OptionalLong asked(Choice choice) {
        return json.asked(choice);
    }

    @Override
    public Usage most(long promptTokens, long outputTokens) {
        return json.most(promptTokens, outputTokens);
    }

    @Override
    public boolean writes() {
        return json.writes();
    }

    @Override
    public boolean stream() {
        return json.stream();
    }

    @Override
    public boolean usageAsked() {
        return json.usageAsked();
    }

    @Override
    public List<String> stripped() {
        return json.stripped();
    }

    @Override
    public Edits edit() {
        return new ParameterEdits(parameters, fields, strangers);
    }
}
