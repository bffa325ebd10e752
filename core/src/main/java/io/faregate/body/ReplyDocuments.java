package io.faregate.body;

import io.faregate.cost.Usage;
import java.util.Optional;

/** The JSON documents of one stream, each read whole. What can not be read as JSON counts as delivered in full. */
final class ReplyDocuments {
    private final ReplyReader reader;
    private final JsonTokens tokens = new JsonTokens();
    private long otherBytes;

    ReplyDocuments(ReplyFields fields) {
        this.reader = new ReplyReader(fields);
    }

    /** Reads one; says whether it reports usage and nothing else. */
    boolean read(Bytes document) {
        reader.begin();
        long before = reader.deltaBytes();
        try {
            reader.read(tokens.begin(document.array(), document.size()));
            return reader.isOnlyUsage();
        } catch (Rejection notJson) {
            otherBytes += document.size() - (reader.deltaBytes() - before);
            return false;
        }
    }

    /** Counts bytes that belong to no document. */
    void unread(long bytes) {
        otherBytes += bytes;
    }

    Optional<Usage> usage() {
        return reader.usage();
    }

    Optional<Usage> prompt() {
        return reader.prompt();
    }

    long deliveredBytes() {
        return reader.deltaBytes() + otherBytes;
    }
}
