package io.faregate.estimators;

import com.knuddels.jtokkit.api.Encoding;

/**
 * Counts the tokens of one prompt in slices, and stops when its work is done. Merging the bytes of one long word takes
 * the time of its square until JTokkit changes to another way, which takes seconds for a megabyte: a slice of 128
 * characters bounds it. Where a slice ends before a space between words nothing is lost, as no token reaches over such a
 * place; where it cuts a word, the two halves may have fewer tokens than the whole had, by some percent. Not
 * thread-safe.
 */
final class TokenCount {
    private static final int SLICE = 128;
    /** Characters of prose, for which a slow machine takes 40 ms at the most. */
    private static final int WORK = 128 * 1024;
    /** What has no spaces takes up to three times as long. */
    private static final int HARD = 3;

    private final Encoding vocabulary;
    private long whole;
    private long cut;
    private long bytes;
    private long beyondAscii;
    private long digits;
    private int work = WORK;

    TokenCount(Encoding vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Counts a text as far as there is work left. */
    void add(String text) {
        int from = 0;
        while (from < text.length()) {
            int end = end(text, from);
            boolean isCut = end < text.length() && !isBetweenWords(text, end);
            work -= (end - from) * (isCut ? HARD : 1);
            if (isSpent()) {
                return;
            }
            long tokens = slice(text, from, end);
            if (isCut) {
                cut += tokens;
            } else {
                whole += tokens;
            }
            from = end;
        }
    }

    /** Whether the rest must be bounded by its bytes. */
    boolean isSpent() {
        return work < 0;
    }

    /** The bytes in UTF-8 of what was counted, a lone surrogate as three. */
    long bytes() {
        return bytes;
    }

    /** An upper bound of the tokens, with 5 % for words that were cut. */
    long tokens() {
        return whole + cut + (cut + 19) / 20;
    }

    /**
     * The tokens in a vocabulary that is not known. Others are smaller, and split text further: by up to a third for
     * prose, numbers into digits, scripts other than Latin into parts of their characters. None has tokens for long runs
     * of one character, as this one has.
     */
    long guessed() {
        long guess = tokens() * 27 / 20 + 1 + digits + beyondAscii / 2;
        return Math.min(bytes, Math.max(guess, bytes / 6));
    }

    /** Where the slice that begins somewhere ends: before a space between words, else in the middle of one. */
    private static int end(String text, int from) {
        int most = from + SLICE;
        if (most >= text.length()) {
            return text.length();
        }
        for (int at = most; at > from; at--) {
            if (isBetweenWords(text, at)) {
                return at;
            }
        }
        boolean isPair =
                Character.isHighSurrogate(text.charAt(most - 1)) && Character.isLowSurrogate(text.charAt(most));
        return isPair ? most - 1 : most;
    }

    /** Whether a single space is here: both vocabularies begin a token with it, or make it one of its own. */
    private static boolean isBetweenWords(String text, int at) {
        return text.charAt(at) == ' '
                && at + 1 < text.length()
                && isVisible(text.charAt(at - 1))
                && isVisible(text.charAt(at + 1));
    }

    private static boolean isVisible(char c) {
        return c < 0x80 ? c > ' ' && c < 0x7F : Character.isLetter(c);
    }

    private long slice(String text, int from, int end) {
        long alone = 0;
        for (int at = from; at < end; at++) {
            char c = text.charAt(at);
            if (c < 0x80) {
                bytes++;
                digits += c >= '0' && c <= '9' ? 1 : 0;
            } else if (!Character.isSurrogate(c)) {
                bytes += c < 0x800 ? 2 : 3;
                beyondAscii += c < 0x800 ? 2 : 3;
            } else if (Character.isHighSurrogate(c) && at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1))) {
                bytes += 4;
                beyondAscii += 4;
                at++;
            } else {
                bytes += 3;
                alone += 3;
            }
        }
        // JTokkit would take each for a question mark, and many of those for one token
        String slice = text.substring(from, end);
        return alone + vocabulary.countTokensOrdinary(alone == 0 ? slice : withoutLoneSurrogates(slice));
    }

    private static String withoutLoneSurrogates(String text) {
        return text.codePoints()
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
