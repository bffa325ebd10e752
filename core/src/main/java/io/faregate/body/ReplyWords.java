package io.faregate.body;

import io.faregate.cost.ServiceTier;
import java.util.List;
import java.util.Locale;

/** Words that replies say again and again: each is one string, so that reading one makes none. */
final class ReplyWords {
    private static final NameTable<String> KNOWN = new NameTable<>();

    static {
        for (ServiceTier.Part part : ServiceTier.Part.values()) {
            for (String word : part.words()) {
                KNOWN.put(word, word);
                KNOWN.put(word.toUpperCase(Locale.ROOT), word);
            }
        }
        List.of("TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT", "5m", "1h").forEach(word -> KNOWN.put(word, word));
    }

    private ReplyWords() {}

    static String of(JsonString text) {
        String known = KNOWN.get(text);
        return known == null ? text.text() : known;
    }
}
