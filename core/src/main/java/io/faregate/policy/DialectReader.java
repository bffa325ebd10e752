package io.faregate.policy;

import io.faregate.body.Counting;
import io.faregate.body.DialectBuilder;
import io.faregate.body.ReplyCount;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Says one dialect of the file to its builder; what contradicts what was said before is noted where it stands. */
final class DialectReader {
    private static final String ONE_MEANING = "places of one meaning each, none below a field that is clamped";

    private final Values dialect;
    private final Mistakes mistakes;

    DialectReader(Values dialect, Mistakes mistakes) {
        this.dialect = dialect;
        this.mistakes = mistakes;
    }

    void read(DialectBuilder builder) {
        one(DialectKeys.MODEL, builder::model);
        spellings(DialectKeys.OUTPUT_TOKENS, builder::outputTokens);
        spellings(DialectKeys.CHOICES, builder::choices);
        one(DialectKeys.STREAM, builder::stream);
        one(DialectKeys.USAGE_ASKED, builder::usageAsked);
        each(DialectKeys.MESSAGES, builder::messages);
        each(DialectKeys.TOOLS, builder::tools);
        each(DialectKeys.DOCUMENTS, builder::documents);
        each(DialectKeys.TEXTS, builder::texts);
        each(DialectKeys.ALLOW, builder::allow);
        dialect.give(
                DialectKeys.WORDS,
                words -> words.forEach((pointer, values) -> attempt(
                        Paths.key(dialect.at(DialectKeys.WORDS), pointer),
                        () -> builder.words(pointer, values.toArray(String[]::new)))));
        each(DialectKeys.DENY, builder::deny);
        one(DialectKeys.TIER, builder::tier);
        each(DialectKeys.REQUIRE, builder::require);
        dialect.give(DialectKeys.USAGE, usage -> usage(usage, builder));
        each(DialectKeys.DELTAS, builder::deltas);
        one(DialectKeys.REFUSALS, builder::refusals);
    }

    private void one(Key<String> key, Consumer<String> said) {
        dialect.give(key, pointer -> attempt(dialect.at(key), () -> said.accept(pointer)));
    }

    /** Places that are clamped together. */
    private void spellings(Key<List<String>> key, Consumer<String[]> said) {
        dialect.give(key, pointers -> attempt(dialect.at(key), () -> said.accept(pointers.toArray(String[]::new))));
    }

    private void each(Key<List<String>> key, Consumer<String> said) {
        List<String> pointers = dialect.all(key);
        for (int i = 0; i < pointers.size(); i++) {
            String pointer = pointers.get(i);
            attempt(dialect.at(key) + "[" + i + "]", () -> said.accept(pointer));
        }
    }

    private void usage(Values usage, DialectBuilder builder) {
        Map<ReplyCount, String> counts = new EnumMap<>(ReplyCount.class);
        DialectKeys.COUNTS.forEach((count, key) -> usage.give(key, pointer -> counts.put(count, pointer)));
        boolean isWhole = counts.containsKey(ReplyCount.PROMPT) && counts.containsKey(ReplyCount.COMPLETION);
        Counting how = usage.get(DialectKeys.COUNTING).orElse(Counting.INCLUSIVE);
        for (String report : usage.get(DialectKeys.REPORTS).orElse(List.of(""))) {
            if (isWhole) {
                attempt(usage.path(), "counts of its counting", () -> builder.usage(how, report, counts));
            }
        }
    }

    private void attempt(String path, Runnable call) {
        attempt(path, ONE_MEANING, call);
    }

    private void attempt(String path, String allowed, Runnable call) {
        try {
            call.run();
        } catch (IllegalArgumentException | IllegalStateException wrong) {
            mistakes.add(path, String.valueOf(wrong.getMessage()), allowed);
        }
    }
}
