package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/** Passes a response on unread. */
final class UnreadMeter implements ResponseMeter {

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void end(OutputStream out) {}

    @Override
    public ReplyReport report() {
        return ReplyReport.NOTHING;
    }

    @Override
    public OptionalLong deliveredBytes() {
        return OptionalLong.empty();
    }
}
