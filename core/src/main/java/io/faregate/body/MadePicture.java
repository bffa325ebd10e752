package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of pictures that are to be made, and the most tokens that one of them is written in. OpenAI publishes
 * tokens of its sizes and qualities for gpt-image-1 (272, 1,056 and 4,160 for 1024x1024, half as much again for
 * 1536x1024), and prices of gpt-image-2 that come to 1,767 and 7,024; a picture of more pixels is taken to be written in as
 * many more, which is above all that was published. What is not said may be the dearest of what models choose by
 * themselves.
 */
final class MadePicture {
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,4})x([1-9]\\d{0,4})");
    private static final long SQUARE = 1024 * 1024;
    private static final long LARGEST_USUAL = 1536 * 1024;
    private static final long DEAREST = 7_168;
    private static final long PARTIAL = 100;
    private static final String AUTO = "auto";

    /** Tokens of 1024x1024 pixels; any other quality is the dearest. */
    private static final Map<String, Long> TOKENS = Map.of("low", 272L, "medium", 1_792L, "standard", 1_792L);

    private long square = DEAREST;
    private long pixels = LARGEST_USUAL;
    private long partials;

    /** Takes what one of the words about it says; a client says nothing that has no meaning. */
    void word(Role role, String said, boolean client, Supplier<String> pointer) {
        if (role == Role.QUALITY) {
            quality(said);
        } else if (role == Role.SIZE && !size(said) && client) {
            throw Rejection.invalid(pointer.get(), "is no size of a picture, as 1024x1024");
        }
    }

    void quality(String word) {
        square = TOKENS.getOrDefault(word, DEAREST);
    }

    /** Takes a size, or says that it is none; then the picture may be of any. */
    boolean size(String text) {
        Matcher matcher = SIZE.matcher(text);
        boolean isSize = matcher.matches();
        pixels = isSize
                ? Saturated.times(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)))
                : LARGEST_USUAL;
        return isSize || text.equals(AUTO);
    }

    /** The most of some pictures, as many as their tokens make. */
    static Usage most(long promptTokens, long outputTokens, long each) {
        return Usage.of(promptTokens, outputTokens).with(Unit.GENERATED_IMAGES, Saturated.parts(outputTokens, each));
    }

    void partials(long shown) {
        partials = shown;
    }

    /** The most tokens of one picture, those of its unfinished ones included; at least one. */
    long tokens() {
        long whole = Saturated.parts(Saturated.times(Math.max(SQUARE, pixels), square), SQUARE);
        return Saturated.plus(whole, Saturated.times(partials, PARTIAL));
    }
}
