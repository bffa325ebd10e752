package io.faregate;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names rides: 128 random bits, so that ids are unique over restarts and machines. */
final class RideId {
    private static final HexFormat HEX = HexFormat.of();

    private RideId() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "ride_" + HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }
}
