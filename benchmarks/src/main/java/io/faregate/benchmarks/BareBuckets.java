package io.faregate.benchmarks;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The yardstick: five hot Bucket4j buckets, found once and asked without any look-up; and one that is spent. */
final class BareBuckets {
    private final List<Bucket> buckets = new ArrayList<>();
    private final Bucket spent = Bucket.builder()
            .addLimit(limit -> limit.capacity(1).refillIntervally(1, Duration.ofDays(3650)))
            .build();

    BareBuckets() {
        this(plenty());
    }

    /** Four of its own, and one that others share. */
    BareBuckets(Bucket shared) {
        Stream.generate(BareBuckets::plenty).limit(4).forEach(buckets::add);
        buckets.add(shared);
        Rounds.require(spent.tryConsume(1));
    }

    static Bucket plenty() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(HeldRides.PLENTY).refillGreedy(1_000_000_000, Duration.ofMinutes(1)))
                .build();
    }

    void five() {
        for (Bucket bucket : buckets) {
            Rounds.require(bucket.tryConsume(1));
        }
    }

    void failed() {
        Rounds.require(!spent.tryConsume(1));
    }
}
