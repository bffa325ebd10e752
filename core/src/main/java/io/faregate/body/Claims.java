package io.faregate.body;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a walk has found of a client's words in another's name, and where its messages stand. */
final class Claims {
    private static final int CLAIMS = Claim.values().length;

    private final @Nullable String[] first = new @Nullable String[CLAIMS];
    private final List<Run> runs = new ArrayList<>(0);
    private Set<String> tools = Set.of();

    /** Where the list of messages begins behind its bracket; negative when there is none. */
    private int begin = -1;

    /** Where the last message ends that is no instructions; negative before the first. */
    private int keptEnd = -1;

    private int turns;
    private boolean authored;
    private @Nullable Claim author;
    private @Nullable Claim lastAuthor;

    /** Notes a claim; only where the first of its kind is has to be known. */
    void add(Claim claim, Supplier<String> pointer) {
        if (first[index(claim)] == null) {
            first[index(claim)] = pointer.get();
        }
    }

    /** Notes what one of the few words of a place claims. */
    void word(Rule rule, String word, Supplier<String> pointer) {
        Claim claim = rule.claims().get(word);
        if (claim != null) {
            add(claim, pointer);
        }
        if (rule.role() == Role.AUTHOR || (rule.role() == Role.TURN_KIND && claim != null)) {
            author(claim);
        }
    }

    /** The present message says who speaks; null for the user. */
    private void author(@Nullable Claim claim) {
        authored = true;
        if (author != Claim.SYSTEM && claim != null) {
            author = claim;
        }
    }

    void tool(String name) {
        if (tools.isEmpty()) {
            tools = new LinkedHashSet<>();
        }
        tools.add(name);
    }

    void messages(int inside) {
        begin = inside;
    }

    /** A message has been read whole; returns whether it said who speaks. */
    boolean message(int from, int to) {
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (author != Claim.SYSTEM) {
            if (last != null && last.next < 0) {
                last.next = from;
            }
            keptEnd = to;
        } else if (last != null && last.next < 0) {
            last.to = to;
        } else {
            runs.add(new Run(keptEnd, from, to));
        }
        turns += author == Claim.HISTORY ? 1 : 0;
        boolean said = authored;
        lastAuthor = author;
        authored = false;
        author = null;
        return said;
    }

    Optional<String> first(Claim claim) {
        return Optional.ofNullable(first[index(claim)]);
    }

    Set<String> tools() {
        return tools;
    }

    /** Messages that the model is said to have written. */
    int turns() {
        return turns;
    }

    /** Whom the last message is said to be from; empty for the user. */
    Optional<Claim> lastAuthor() {
        return Optional.ofNullable(lastAuthor);
    }

    /** Whether nothing is left of the messages without those that are instructions. */
    boolean isAllInstructions() {
        return !runs.isEmpty() && keptEnd < 0;
    }

    int begin() {
        return begin;
    }

    /** Whether no message is there but instructions. */
    boolean isEmpty() {
        return keptEnd < 0;
    }

    /** The messages that are instructions, neighbours together. */
    List<Run> instructions() {
        return runs;
    }

    @SuppressWarnings("EnumOrdinal")
    private static int index(Claim claim) {
        return claim.ordinal();
    }

    /** Neighbours in the list of messages. */
    static final class Run {
        private final int keptEnd;
        private final int from;
        private int to;
        private int next = -1;

        private Run(int keptEnd, int from, int to) {
            this.keptEnd = keptEnd;
            this.from = from;
            this.to = to;
        }

        /** Where to cut so that a list is left: before the next message, else behind the one before. */
        int cutFrom() {
            return next >= 0 || keptEnd < 0 ? from : keptEnd;
        }

        int cutTo() {
            return next >= 0 ? next : to;
        }
    }
}
