package io.faregate.budget;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;

/** The bucket configurations of rolling windows; those of one shape are one object. */
final class Bandwidths {
    /** One bandwidth to a bucket and always the same id: any other id would fill a bucket when it is resized. */
    private static final String ID = "limit";

    private static final long LONGEST = Long.MAX_VALUE / 4;
    private static final int STEP = 1_000;
    private static final Cache<Shape, BucketConfiguration> KNOWN =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private Bandwidths() {}

    private record Shape(long capacity, long length) {}

    static long length(Window.Rolling window) {
        Duration length = window.length();
        return length.compareTo(Duration.ofNanos(LONGEST)) > 0 ? LONGEST : length.toNanos();
    }

    /** Units to a token. Bucket4j refills at most one token a nanosecond: one dollar a second, counted in nanos. */
    static long scale(long amount, long length) {
        long scale = 1;
        while (amount / scale > length) {
            scale *= STEP;
        }
        return scale;
    }

    /** A bucket that holds the amount, rounded down to whole tokens, and refills it within the length. */
    static BucketConfiguration configuration(long amount, long length) {
        long capacity = Math.max(1, amount / scale(amount, length));
        return KNOWN.get(new Shape(capacity, length), Bandwidths::build);
    }

    private static BucketConfiguration build(Shape shape) {
        return BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(shape.capacity())
                        .refillGreedy(shape.capacity(), Duration.ofNanos(shape.length()))
                        .id(ID)
                        .build())
                .build();
    }

    static long capacity(BucketConfiguration configuration) {
        return configuration.getBandwidths()[0].getCapacity();
    }
}
