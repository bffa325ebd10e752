package io.faregate.body;

import io.faregate.cost.Prompt;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A body to a path that names the model, and says whether the reply is streamed. */
record AddressedBody(RequestShape body, PathModel.Said said) implements RequestShape {

    @Override
    public Optional<String> model() {
        return Optional.of(said.model());
    }

    @Override
    public boolean isModelFixed() {
        return true;
    }

    @Override
    public Prompt prompt() {
        return body.prompt();
    }

    @Override
    public long prompts() {
        return body.prompts();
    }

    @Override
    public long promptChars() {
        return body.promptChars();
    }

    @Override
    public OptionalLong asked(Choice choice) {
        return body.asked(choice);
    }

    @Override
    public Usage most(long promptTokens, long outputTokens) {
        return body.most(promptTokens, outputTokens);
    }

    @Override
    public int turns() {
        return body.turns();
    }

    @Override
    public int documents() {
        return body.documents();
    }

    @Override
    public Pictures pictures() {
        return body.pictures();
    }

    @Override
    public OptionalLong fixedOutput() {
        return body.fixedOutput();
    }

    @Override
    public Optional<String> claimed(Claim claim) {
        return body.claimed(claim);
    }

    @Override
    public Set<String> toolNames() {
        return body.toolNames();
    }

    @Override
    public List<ProviderTool> providerTools() {
        return body.providerTools();
    }

    @Override
    public Thinking thinking() {
        return body.thinking();
    }

    @Override
    public ServiceTier tier() {
        return body.tier();
    }

    @Override
    public Optional<Claim> lastAuthor() {
        return body.lastAuthor();
    }

    @Override
    public boolean isAllInstructions() {
        return body.isAllInstructions();
    }

    @Override
    public RequestShape instructed(String instructions) {
        return new AddressedBody(body.instructed(instructions), said);
    }

    @Override
    public boolean writes() {
        return body.writes();
    }

    @Override
    public boolean stream() {
        return said.stream();
    }

    @Override
    public boolean usageAsked() {
        return body.usageAsked();
    }

    @Override
    public List<String> stripped() {
        return body.stripped();
    }

    @Override
    public Edits edit() {
        return body.edit();
    }
}
