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
        utf8Bytes += text.utf8Bytes();
        if (ofMessage) {
            messageChars += text.characters();
        }
    }

    void text(String text, boolean ofMessage) {
        text(text.toCharArray(), 0, text.length(), ofMessage);
    }

    /** Where a value stands that may be replaced; a number saturates. */
    record Spot(int from, int to, boolean isNull, long number) {}

    /** Where members may be inserted into an object: behind its opening brace. */
    record Braces(int inside, boolean empty) {}

    /** A range of the body and what goes on in its place. */
    record Cut(int from, int to, String with) {}
}
