package io.faregate.budget;

import io.faregate.budget.Subject.Kind;
import java.util.Locale;

/** Subjects as tests write them: {@code user:alice}, and nothing for all. */
public final class Subjects {
    private Subjects() {}

    /** The subject that is written so. */
    public static Subject of(String written) {
        if (written.isEmpty()) {
            return Subject.ALL;
        }
        int colon = written.indexOf(':');
        return new Subject(
                Kind.valueOf(written.substring(0, colon).toUpperCase(Locale.ROOT)), written.substring(colon + 1));
    }
}
