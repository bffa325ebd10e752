package io.faregate.body;

import io.faregate.cost.Usage;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The JSON documents of one stream, each read whole. What can not be read as JSON counts as delivered in full. */
final class ReplyDocuments {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final ReplyReader reader;
    private long otherBytes;

    ReplyDocuments(ReplyFields fields) {
        this.reader = new ReplyReader(fields);
    }

    /** Reads one; says whether it reports usage and nothing else. */
    boolean read(Bytes document) {
        reader.begin();
        long before = reader.deltaBytes();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document.array(), 0, document.size())) {
            reader.read(parser);
            return reader.isOnlyUsage();
        } catch (JacksonException notJson) {
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
