package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Reads one JSON document a line while the lines pass, split anywhere; every byte passes at once. */
final class JsonLinesMeter implements ResponseMeter {
    private final ReplyDocuments documents;
    private final Bytes line = new Bytes();
    private volatile long delivered;
    private boolean tooLong;

    JsonLinesMeter(ReplyFields fields) {
        this.documents = new ReplyDocuments(fields);
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        out.write(bytes, offset, length);
        int to = offset + length;
        int from = offset;
        for (int at = ControlBytes.lineFeed(bytes, from, to); at < to; at = ControlBytes.lineFeed(bytes, from, to)) {
            add(bytes, from, at);
            endOfLine();
            from = at + 1;
        }
        add(bytes, from, to);
        delivered = documents.deliveredBytes();
    }

    private void add(byte[] bytes, int from, int to) {
        if (!tooLong && line.size() + to - from > SseEvents.LONGEST_EVENT) {
            tooLong = true;
            documents.unread(line.size());
            line.clear();
        }
        if (tooLong) {
            documents.unread(to - from);
        } else {
            line.add(bytes, from, to);
        }
    }

    private void endOfLine() {
        if (!tooLong && line.size() > 0) {
            documents.read(line);
        }
        tooLong = false;
        line.clear();
    }

    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void end(OutputStream out) {
        endOfLine();
        delivered = documents.deliveredBytes();
    }

    @Override
    public ReplyReport report() {
        return documents.report();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return OptionalLong.of(delivered);
    }
}
