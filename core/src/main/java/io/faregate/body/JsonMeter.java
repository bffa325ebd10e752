package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.async.ByteArrayFeeder;
import tools.jackson.core.json.JsonFactory;

/** Reads one JSON document while it passes; holds no more of it than the string that it is in. */
final class JsonMeter implements ResponseMeter {
    private static final int LONGEST_STRING = 16 * 1024 * 1024;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .build();

    private final ReplyReader reader;
    private final JsonParser parser = JSON.createNonBlockingByteArrayParser(ObjectReadContext.empty());
    private volatile long delivered;
    private boolean unread;

    JsonMeter(ReplyFields fields) {
        this.reader = new ReplyReader(fields);
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        out.write(bytes, offset, length);
        if (!unread && length > 0) {
            read(bytes, offset, length);
        }
    }

    private void read(byte[] bytes, int offset, int length) {
        try {
            ((ByteArrayFeeder) parser.nonBlockingInputFeeder()).feedInput(bytes, offset, offset + length);
            reader.read(parser);
            delivered = reader.found().deltaBytes();
        } catch (JacksonException | Rejection notJson) {
            unread = true;
            parser.close();
        }
    }

    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void end(OutputStream out) {
        unread = true;
        parser.close();
    }

    @Override
    public ReplyReport report() {
        return reader.found().said();
    }

    /** A list of replies is written as it comes; a single one was whole before its first byte was sent. */
    @Override
    public OptionalLong deliveredBytes() {
        return reader.isArray() ? OptionalLong.of(delivered) : OptionalLong.empty();
    }
}
