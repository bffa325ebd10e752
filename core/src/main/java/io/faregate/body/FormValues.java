package io.faregate.body;

import io.faregate.body.Fields.Makes;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the fields of a form say, and whether the ride was let in with as much. Not thread-safe. */
final class FormValues {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final Makes makes;
    private final Caps caps;
    private final String model;
    private final boolean client;
    private final Findings found = new Findings();
    private long choices;

    FormValues(Makes makes, Caps caps, String model, boolean client) {
        this.makes = makes;
        this.caps = caps;
        this.model = model;
        this.client = client;
    }

    /** Takes what one field says; what can not go on ends the ride, or is rejected. */
    void take(Rule rule, String pointer, String said) {
        found.text(said, rule.role().isFreeText());
        if (rule.role().isWord() && client && !rule.words().contains(said)) {
            throw Rejection.notAllowed(pointer, " with this value");
        }
        switch (rule.role()) {
            case MODEL -> model(said);
            case CHOICE -> choices(number(pointer, said, 1));
            case STREAM -> stream(pointer, said);
            case QUALITY, SIZE -> found.picture.word(rule.role(), said, client, () -> pointer);
            case PARTIALS -> found.picture.partials(number(pointer, said, 0));
            default -> {}
        }
        long most = caps.max(Capped.PROMPT_CHARS);
        if (found.promptChars > most) {
            throw FormReader.over(Capped.PROMPT_CHARS, "The request has more than " + most + " characters.");
        }
    }

    private void model(String said) {
        found.model = said;
        if (client && !model.isEmpty() && !said.equals(model)) {
            throw new RideOverException(
                    Reason.MODEL_NOT_ALLOWED, "model", "The model here is " + model + "; a form can not name another.");
        }
    }

    /** What can not be lowered, in a form that passes by, is refused. */
    private void choices(long asked) {
        choices = asked;
        long most = caps.max(Capped.CHOICES);
        if (client && asked > most) {
            throw FormReader.over(
                    Capped.CHOICES, "The request asks for " + asked + " replies; this route takes " + most + ".");
        }
    }

    private void stream(String pointer, String said) {
        found.stream = said.equals("true");
        if (client && !found.stream && !said.equals("false")) {
            throw Rejection.invalid(pointer, "must be true or false");
        }
    }

    /** Plain digits, as every parser reads them. */
    private static long number(String pointer, String said, long least) {
        if (!NUMBER.matcher(said).matches() || Long.parseLong(said) < least) {
            throw Rejection.invalid(pointer, "must be a whole number of " + least + " or more");
        }
        return Long.parseLong(said);
    }

    /** What decides the price of a picture is there before the first file, or is not said at all. */
    void checkPicture() {
        long most = caps.max(Capped.OUTPUT_TOKENS);
        if (client && makes == Makes.PICTURES && found.picture.tokens() > most) {
            throw FormReader.over(
                    Capped.OUTPUT_TOKENS,
                    "The request has " + found.picture.tokens()
                            + " tokens for each picture, by its size and quality; this route takes " + most + ".");
        }
    }

    /** What the form asks for, as far as it was read. */
    FormShape shape(FormShape.Files files, byte[] body) {
        return new FormShape(
                makes,
                found.model,
                found.utf8Bytes,
                found.promptChars,
                files,
                choices == 0 ? OptionalLong.empty() : OptionalLong.of(choices),
                found.picture.tokens(),
                found.stream,
                Edits.none(body));
    }
}
