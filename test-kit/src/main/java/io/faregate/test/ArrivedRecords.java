package io.faregate.test;

import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSink;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The records of rides that have ended. They come on a thread of the gate's own, so that who looks may have to wait. */
final class ArrivedRecords implements UsageSink {
    private static final long PATIENCE_SECONDS = 30;

    private final Map<String, CompletableFuture<UsageRecord>> ends = new ConcurrentHashMap<>();

    @Override
    public void record(UsageRecord record) {
        // one that expired is no end: whoever has it may close it still
        if (!record.outcome().status().equals("expired")) {
            endOf(record.rideId()).complete(record);
        }
    }

    /** Waits for the record of a ride's end. */
    UsageRecord await(String rideId) {
        try {
            return endOf(rideId).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException none) {
            throw new AssertionError("The ride " + rideId + " left no record within " + PATIENCE_SECONDS + " s.", none);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the record of " + rideId + " was to come", interrupted);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private CompletableFuture<UsageRecord> endOf(String rideId) {
        return ends.computeIfAbsent(rideId, id -> new CompletableFuture<>());
    }
}
