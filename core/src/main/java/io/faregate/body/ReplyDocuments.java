package io.faregate.body;

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
        long before = reader.found().deltaBytes();
        try {
            reader.read(tokens.begin(document.array(), 0, document.size()));
            if (!reader.isWhole()) {
                throw Rejection.notJson();
            }
            return reader.found().isOnlyUsage();
        } catch (Rejection notJson) {
            otherBytes += reader.unreadable(document, reader.found().deltaBytes() - before);
            return false;
        }
    }

    /** Counts bytes that belong to no document. */
    void unread(long bytes) {
        otherBytes += bytes;
    }

    ReplyReport report() {
        return reader.found().said();
    }

    long deliveredBytes() {
        return reader.found().deltaBytes() + otherBytes;
    }
}
