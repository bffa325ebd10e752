package io.faregate.body;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a walk through a body has found so far. Not changed any more once the walk has ended. */
final class Findings {
    final Map<Place<Rule>, Spot> spots = new HashMap<>();
    final Map<Place<Rule>, Braces> objects = new HashMap<>();
    final List<Cut> cuts = new ArrayList<>(1);
    final TextRanges texts = new TextRanges();

    @Nullable
    String model;

    long utf8Bytes;
    long messageChars;
    int messages;
    int tools;
    boolean stream;
    boolean usageAsked;

    void text(char[] text, int offset, int length, boolean ofMessage) {
        long size = Utf8.size(text, offset, length);
        utf8Bytes += size;
        if (ofMessage) {
            messageChars += size == length ? length : Utf8.characters(text, offset, length);
        }
    }

    void text(JsonString text, boolean ofMessage) {
        texts.add(text.from(), text.to());
        utf8Bytes += text.utf8Bytes();
        if (ofMessage) {
            messageChars += text.characters();
        }
    }

    void text(String text, boolean ofMessage) {
        text(text.toCharArray(), 0, text.length(), ofMessage);
    }

    /** How much text there is so far. */
    Mark mark() {
        return new Mark(utf8Bytes, texts.size());
    }

    /** Counts a flat size, in place of all text since a mark if there is one. */
    void flat(int size, @Nullable Mark since) {
        if (since != null) {
            utf8Bytes = since.utf8Bytes();
            texts.keep(since.texts());
        }
        utf8Bytes += size;
    }

    /** An amount of text. */
    record Mark(long utf8Bytes, int texts) {}

    /** Where a value stands that may be replaced; a number saturates. */
    record Spot(int from, int to, boolean isNull, long number) {}

    /** Where members may be inserted into an object: behind its opening brace. */
    record Braces(int inside, boolean empty) {}

    /** A range of the body and what goes on in its place. */
    record Cut(int from, int to, String with) {}
}
