package io.faregate.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What came of a reply.
 *
 * @param bytes what was passed on, as ISO 8859-1
 * @param usage what was found
 * @param delivered the bytes of visible output
 * @param lag how far what passed was ever behind what had come
 */
record Passed(String bytes, Optional<Usage> usage, OptionalLong delivered, int lag) {

    static Passed of(ResponseMeter meter, byte[] stream, int most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Random random = new Random(Arrays.hashCode(stream));
        int lag = 0;
        for (int at = 0; at < stream.length; ) {
            int size = most == stream.length ? most : Math.min(1 + random.nextInt(most), stream.length - at);
            meter.pass(stream, at, size, out);
            at += size;
            lag = Math.max(lag, at - out.size());
        }
        meter.end(out);
        return new Passed(out.toString(ISO_8859_1), meter.usage(), meter.deliveredBytes(), lag);
    }

    Passed withoutLag() {
        return new Passed(bytes, usage, delivered, 0);
    }
}
