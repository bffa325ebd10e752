package io.faregate.body;

import io.faregate.body.Fields.Makes;
import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator.PromptSize;
import io.faregate.cost.Usage;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a form asks for, or the most that it may ask for while nobody has read it. It is not edited.
 *
 * @param makes what the model makes
 * @param named the model that it names, or null
 * @param textBytes bytes of its fields
 * @param promptChars characters of its text
 * @param files what it uploads
 * @param choices how many replies it asks for
 * @param pictureTokens the most tokens of one picture
 * @param stream whether it asks for a stream
 * @param edit its bytes as they are: what would have to be changed is refused
 */
record FormShape(
        Makes makes,
        @Nullable String named,
        long textBytes,
        long promptChars,
        Files files,
        OptionalLong choices,
        long pictureTokens,
        boolean stream,
        Edits edit)
        implements RequestShape {

    /**
     * Uploaded files.
     *
     * @param count how many
     * @param bytes their bytes together
     */
    record Files(long count, long bytes) {
        /** Tokens of all of them as pictures whose size is not known. */
        long asPictures() {
            return Saturated.times(count, Findings.PICTURE);
        }
    }

    /** The most of a form that was not read: of one whose files are no pictures and no sound, all may be prompt. */
    static FormShape unread(Makes makes, long bytes, Caps caps) {
        boolean isAnything = makes == Makes.TEXT;
        return new FormShape(
                makes,
                null,
                isAnything ? bytes : Math.min(bytes, FormReader.MOST_TEXT),
                0,
                new Files(isAnything ? 0 : caps.max(Capped.FILES), bytes),
                OptionalLong.of(Long.MAX_VALUE),
                Math.max(1, caps.max(Capped.OUTPUT_TOKENS)),
                false,
                Edits.none(new byte[0]));
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(named);
    }

    @Override
    public Prompt prompt() {
        return new PromptSize(Saturated.plus(textBytes, makes == Makes.PICTURES ? files.asPictures() : 0), 0, 0);
    }

    @Override
    public OptionalLong asked(Choice choice) {
        return choice == Choice.CHOICES ? choices : OptionalLong.empty();
    }

    @Override
    public OptionalLong fixedOutput() {
        return makes == Makes.PICTURES ? OptionalLong.of(pictureTokens) : OptionalLong.empty();
    }

    @Override
    public Usage most(long promptTokens, long outputTokens) {
        return switch (makes) {
            case PICTURES -> MadePicture.most(promptTokens, outputTokens, pictureTokens);
            case TRANSCRIPTS -> Sound.heard(promptTokens, files.bytes());
            case TEXT, SPEECH -> Usage.of(promptTokens, outputTokens);
        };
    }

    @Override
    public boolean writes() {
        return makes == Makes.TEXT;
    }

    @Override
    public boolean usageAsked() {
        return true;
    }
}
