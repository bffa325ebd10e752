package io.faregate;

import java.util.concurrent.ThreadLocalRandom;

/** Names rides: 128 random bits, so that ids are unique over restarts and machines. */
final class RideId {
    private RideId() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "ride_" + hex(random.nextLong()) + hex(random.nextLong());
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
