package io.faregate.samples.chat.provider;

/** Counts answers. Thread-safe; a snapshot always adds up. */
final class Counts {
    private long started;
    private long completed;
    private long cancelled;
    private long outputTokens;

    synchronized void start() {
        started++;
    }

    synchronized void complete() {
        completed++;
    }

    synchronized void cancel() {
        cancelled++;
    }

    synchronized void said(int tokens) {
        outputTokens += tokens;
    }

    synchronized ProviderStats snapshot() {
        return new ProviderStats(started, completed, cancelled, started - completed - cancelled, outputTokens);
    }
}
