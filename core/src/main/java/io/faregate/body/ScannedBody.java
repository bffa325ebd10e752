package io.faregate.body;

import io.faregate.body.Findings.Spot;
import io.faregate.cost.Prompt;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A body that may be let in: its bytes, what is in them and where. */
final class ScannedBody implements RequestShape, Prompt {
    private final byte[] body;
    private final int length;
    private final Fields fields;
    private final Findings found;

    /** What the model is told in place of what the client says; null when the client's words stand. */
    private final @Nullable String instructions;

    ScannedBody(byte[] body, int length, Fields fields, Findings found) {
        this(body, length, fields, found, null);
    }

    private ScannedBody(byte[] body, int length, Fields fields, Findings found, @Nullable String instructions) {
        this.body = body;
        this.length = length;
        this.fields = fields;
        this.found = found;
        this.instructions = instructions;
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(found.model);
    }

    @Override
    public Prompt prompt() {
        return this;
    }

    @Override
    public long utf8Bytes() {
        int told = instructions == null ? 0 : instructions.getBytes(StandardCharsets.UTF_8).length;
        return Saturated.plus(Saturated.plus(found.utf8Bytes, found.providerTools.results()), told);
    }

    @Override
    public int messages() {
        return found.messages + (instructions == null ? 0 : 1);
    }

    @Override
    public int tools() {
        return found.tools;
    }

    @Override
    public int pictureCount() {
        return found.pictureCount;
    }

    @Override
    public Iterator<String> pieces(int chars) {
        return new TextPieces(body, found.texts, chars);
    }

    @Override
    public long promptChars() {
        return found.promptChars;
    }

    @Override
    public int turns() {
        return found.claims.turns();
    }

    @Override
    public int documents() {
        return found.documents;
    }

    @Override
    public Pictures pictures() {
        return found.pictures;
    }

    @Override
    public Optional<String> claimed(Claim claim) {
        return found.claims.first(claim);
    }

    @Override
    public Set<String> toolNames() {
        return found.claims.tools();
    }

    @Override
    public List<ProviderTool> providerTools() {
        return found.providerTools.all();
    }

    @Override
    public ServiceTier tier() {
        return found.tier;
    }

    @Override
    public Thinking thinking() {
        return found.thinking;
    }

    @Override
    public Optional<Claim> lastAuthor() {
        return found.claims.lastAuthor();
    }

    @Override
    public boolean isAllInstructions() {
        return found.claims.isAllInstructions();
    }

    @Override
    public RequestShape instructed(String text) {
        return fields.instructions().isEmpty() ? this : new ScannedBody(body, length, fields, found, text);
    }

    @Override
    public OptionalLong asked(Choice choice) {
        OptionalLong most = OptionalLong.empty();
        for (Place<Rule> spelling : fields.spellings(choice)) {
            Spot spot = found.spots.get(spelling);
            if (spot != null && !spot.isNull()) {
                most = OptionalLong.of(Math.max(most.orElse(0), spot.number()));
            }
        }
        return most;
    }

    @Override
    public Usage most(long promptTokens, long outputTokens) {
        return switch (fields.makes()) {
            case TEXT, TRANSCRIPTS -> text(promptTokens, outputTokens);
            case PICTURES -> MadePicture.most(promptTokens, outputTokens, found.picture.tokens());
            case SPEECH -> Sound.spoken(promptTokens, found.spoken, found.slow);
        };
    }

    private Usage text(long promptTokens, long outputTokens) {
        long written = writes() ? Saturated.times(outputTokens, prompts()) : 0;
        return Usage.of(read(promptTokens, written), written)
                .with(Unit.CACHE_WRITE_1H_TOKENS, found.anHour ? 1 : 0)
                .with(Unit.AUDIO_INPUT_TOKENS, found.soundTokens)
                .with(Unit.AUDIO_INPUT_SECONDS, Sound.secondsInPrompt(found.soundTokens))
                .with(Unit.AUDIO_OUTPUT_TOKENS, found.speaks ? 1 : 0)
                .with(Unit.WEB_SEARCHES, found.providerTools.calls(ProviderTool::isSearch));
    }

    /** The prompt as it is read in each of the turns that the provider takes by itself, with what those before wrote. */
    private long read(long promptTokens, long written) {
        long again = fields.isReadInEachTurn() ? found.providerTools.turns() - 1 : 0;
        long more = Saturated.times(again, promptTokens);
        long results = again == 0 ? 0 : Math.min(more, found.providerTools.unread());
        return Saturated.plus(Saturated.plus(promptTokens, more - results), Saturated.times(again, written));
    }

    @Override
    public long prompts() {
        return writes() ? 1L + found.morePrompts : 1;
    }

    @Override
    public OptionalLong fixedOutput() {
        return fields.makes() == Fields.Makes.PICTURES ? OptionalLong.of(found.picture.tokens()) : OptionalLong.empty();
    }

    @Override
    public boolean writes() {
        return !fields.spellings(Choice.OUTPUT_TOKENS).isEmpty();
    }

    @Override
    public boolean stream() {
        return fields.streams(found.spots, found.stream);
    }

    @Override
    public boolean usageAsked() {
        return found.usageAsked || fields.usageAskedPlace() == null;
    }

    @Override
    public List<String> stripped() {
        return List.copyOf(found.stripped);
    }

    @Override
    public Edits edit() {
        Splices edits = new Splices(body, length, fields, found);
        return instructions == null ? edits : edits.instruct(instructions);
    }
}
