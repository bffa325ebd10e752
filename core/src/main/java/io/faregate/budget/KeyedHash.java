package io.faregate.budget;

import java.security.SecureRandom;

/**
 * Spreads strings over a few places under a secret of this process, so that nobody can choose whose place to share: a
 * polynomial in the secret modulo 2^61-1, where two different strings meet by chance only. Immutable.
 */
final class KeyedHash {
    private static final long PRIME = (1L << 61) - 1;

    private final long secret;

    KeyedHash() {
        this(new SecureRandom().nextLong());
    }

    KeyedHash(long seed) {
        this.secret = 2 + Long.remainderUnsigned(seed, PRIME - 2);
    }

    /** A place below a power of two. */
    int place(String text, int places) {
        long hash = 1;
        for (int i = 0; i < text.length(); i++) {
            hash = times(hash) + text.charAt(i);
        }
        return (int) (times(reduce(hash)) & (places - 1));
    }

    private long times(long value) {
        long high = Math.multiplyHigh(value, secret);
        long low = value * secret;
        return reduce((low & PRIME) + (low >>> 61 | high << 3));
    }

    private static long reduce(long value) {
        long folded = (value & PRIME) + (value >>> 61);
        return folded >= PRIME ? folded - PRIME : folded;
    }
}
