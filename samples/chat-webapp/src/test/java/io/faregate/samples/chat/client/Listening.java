package io.faregate.samples.chat.client;

import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Reads a stream's text until its reader has enough. */
final class Listening {
    private Listening() {}

    static String to(Stream<String> pieces, Predicate<String> goOn) {
        StringBuilder heard = new StringBuilder();
        for (Iterator<String> each = pieces.iterator(); each.hasNext(); ) {
            String piece = each.next();
            heard.append(piece);
            if (!goOn.test(piece)) {
                break;
            }
        }
        return heard.toString();
    }
}
