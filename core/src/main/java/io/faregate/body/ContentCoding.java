package io.faregate.body;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a response's Content-Encoding says of its bytes. */
enum ContentCoding {
    /** They are what they say. */
    NONE,
    GZIP,
    /** Nobody here reads it. */
    OTHER;

    /** What gzip begins with, and no text does. */
    static final byte FIRST_OF_GZIP = 0x1f;

    static ContentCoding of(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return NONE;
        }
        return switch (header.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> NONE;
            case "gzip", "x-gzip" -> GZIP;
            default -> OTHER;
        };
    }

    /** Whether a response that is said to have it begins so: what compresses it may do so behind whoever reads this. */
    boolean begins(byte first) {
        return this == OTHER || (this == GZIP && first == FIRST_OF_GZIP);
    }
}
