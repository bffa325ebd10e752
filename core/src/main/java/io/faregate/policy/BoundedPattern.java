package io.faregate.policy;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.io.Serial;
import java.util.regex.Pattern;

/**
 * A pattern of a schema that gives up on a text it would read over and over again: how often a character may be looked
 * at grows with the text, not with the ways to match it. Thread-safe.
 */
final class BoundedPattern implements RegularExpression {
    private static final long LOOKS_FOR_EACH = 1_000;

    private final Pattern pattern;

    BoundedPattern(String written) {
        pattern = Pattern.compile(RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(written)));
    }

    @Override
    public boolean matches(String text) {
        return pattern.matcher(new Watched(text)).find();
    }

    /** An error, as the validator would write an exception to the log, with names that a model made up. */
    static final class TooSlow extends Error {
        @Serial
        private static final long serialVersionUID = 1L;

        TooSlow() {
            super("a pattern that takes too long for this text", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Watched implements CharSequence {
        private final String text;
        private long left;

        Watched(String text) {
            this.text = text;
            left = LOOKS_FOR_EACH * (text.length() + 1L);
        }

        @Override
        public char charAt(int index) {
            left--;
            if (left < 0) {
                throw new TooSlow();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
