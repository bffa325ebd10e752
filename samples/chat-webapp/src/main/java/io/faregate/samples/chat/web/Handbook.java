package io.faregate.samples.chat.web;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the agent can search: some passages, and a search that counts common words. */
final class Handbook {
    private static final List<String> PASSAGES = List.of(
            "A fare gate holds the most that a ride could cost, and settles what it did cost at the other end.",
            "A hold is taken from every limit that applies, all or nothing, in one fixed order.",
            "A ride is settled exactly once: by its completion, an error, a time-out or a client that left.",
            "A caller's plan comes from the application, never from the request.",
            "Every refusal names its rule, so that a person knows which budget is spent.",
            "An unknown model has no price and is refused: unknown is never free.",
            "A calendar limit starts anew at midnight in the policy's zone; a rolling limit refills steadily.",
            "Tools are allowed by name, with a number of calls and a price for each call.",
            "When the client closes the stream, the call to the provider is closed too.",
            "Output beyond the cap is clamped before the provider sees the request.");

    private Handbook() {}

    /** The passages that share most words with a query, best first. */
    static List<String> search(String query, long most) {
        Set<String> wanted = words(query);
        return PASSAGES.stream()
                .sorted(Comparator.comparingLong((String passage) -> -common(wanted, passage)))
                .limit(most)
                .toList();
    }

    private static long common(Set<String> wanted, String passage) {
        return words(passage).stream().filter(wanted::contains).count();
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\W+")).collect(Collectors.toSet());
    }
}
