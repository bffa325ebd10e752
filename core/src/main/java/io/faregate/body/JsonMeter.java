package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Reads one JSON document while it passes; holds no more of it than the value that has not come whole. */
final class JsonMeter implements ResponseMeter {
    private static final int LONGEST_VALUE = 16 * 1024 * 1024;

    private final ReplyReader reader;
    private final JsonTokens tokens = new JsonTokens();
    private final JsonCuts cuts = new JsonCuts();

    /** What came behind the last cut. */
    private final Bytes rest = new Bytes();

    private volatile long delivered;
    private boolean unread;

    JsonMeter(ReplyFields fields) {
        this.reader = new ReplyReader(fields);
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        out.write(bytes, offset, length);
        if (!unread && length > 0) {
            take(bytes, offset, offset + length);
        }
    }

    private void take(byte[] bytes, int from, int to) {
        int cut = cuts.last(bytes, from, to);
        if (cut == JsonCuts.NONE) {
            keep(bytes, from, to);
            return;
        }
        if (rest.size() == 0) {
            read(bytes, from, cut);
        } else {
            rest.add(bytes, from, cut);
            readRest();
        }
        keep(bytes, cut, to);
    }

    private void keep(byte[] bytes, int from, int to) {
        unread |= rest.size() + to - from > LONGEST_VALUE;
        if (unread) {
            rest.clear();
        } else {
            rest.add(bytes, from, to);
        }
    }

    private void readRest() {
        read(rest.array(), 0, rest.size());
        rest.clear();
    }

    private void read(byte[] bytes, int from, int to) {
        try {
            reader.read(tokens.begin(bytes, from, to));
            delivered = reader.found().deltaBytes();
        } catch (Rejection notJson) {
            unread = true;
        }
    }

    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void end(OutputStream out) {
        if (!unread) {
            readRest();
            unread = true;
        }
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
