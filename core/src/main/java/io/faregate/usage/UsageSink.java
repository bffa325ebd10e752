package io.faregate.usage;

/**
 * Takes the record of every decision. Called on a thread of its own, one record at a time, in the order of decisions;
 * a sink that throws or hangs delays no request and no other sink.
 */
@FunctionalInterface
public interface UsageSink {

    /**
     * Takes a record.
     *
     * @param record what became of one request
     */
    void record(UsageRecord record);

    /**
     * One JSON line a record, at level INFO, to the logger {@code io.faregate.usage}.
     *
     * @return the usual sink
     */
    static UsageSink slf4j() {
        return UsageLog.INSTANCE;
    }

    /**
     * Forgets all records.
     *
     * @return a sink that does nothing
     */
    static UsageSink none() {
        return record -> {};
    }
}
