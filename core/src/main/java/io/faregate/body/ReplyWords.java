package io.faregate.body;

import io.faregate.cost.ServiceTier;
import java.util.List;
import java.util.Locale;

/** Words that replies say again and again: each is one string, so that reading one makes none. */
final class ReplyWords {
    private static final NameTable<String> KNOWN = new NameTable<>();

    static {
        for (String tier : ServiceTier.words()) {
            KNOWN.put(tier, tier);
            KNOWN.put(tier.toUpperCase(Locale.ROOT), tier);
        }
        List.of("TEXT", "IMAGE", "VIDEO", "AUDIO", "DOCUMENT", "5m", "1h").forEach(word -> KNOWN.put(word, word));
    }

    private ReplyWords() {}

    static String of(JsonString text) {
        String known = KNOWN.get(text);
        return known == null ? text.text() : known;
    }
}
