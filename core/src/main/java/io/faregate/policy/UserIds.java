package io.faregate.policy;

import io.faregate.ride.UnusableUserIdException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the user id that the application says becomes the one that keys limits. */
enum UserIds {
    /** Trimmed, NFKC, lower case. */
    NORMALISED {
        @Override
        String spelled(String said) {
            String folded = Normalizer.normalize(said, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
            return Normalizer.normalize(folded, Normalizer.Form.NFKC).strip();
        }
    },
    /** As the application says it. */
    AS_IS {
        @Override
        String spelled(String said) {
            return said;
        }
    };

    private static final int LONGEST_SAID = 1_024;
    private static final int LONGEST = 128;
    private static final String HASHED = "sha256:";

    abstract String spelled(String said);

    /**
     * The id that keys limits, or null when nothing is said.
     *
     * @throws UnusableUserIdException when it has control characters, or is too long to be an id
     */
    @Nullable
    String of(@Nullable String said) {
        if (said == null || said.isBlank()) {
            return null;
        }
        boolean plain = isPlain(said);
        if (said.length() > LONGEST_SAID || (!plain && said.codePoints().anyMatch(UserIds::isNoText))) {
            throw new UnusableUserIdException("The user id has " + said.length()
                    + " characters, and is too long or has control characters among them.");
        }
        String id = plain ? said : spelled(said);
        if (id.isEmpty()) {
            return null;
        }
        // whoever is really called so is hashed too, and can not be taken for a longer name
        return id.length() > LONGEST || id.startsWith(HASHED)
                ? HASHED + Sha256.of(id.getBytes(StandardCharsets.UTF_8))
                : id;
    }

    /** Whether it is its own normal form at a glance: visible ASCII without capitals. */
    private static boolean isPlain(String said) {
        for (int i = 0; i < said.length(); i++) {
            char c = said.charAt(i);
            if (c <= ' ' || c >= 0x7f || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNoText(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> false;
        };
    }
}
