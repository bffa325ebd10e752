package io.faregate.body;

import io.faregate.cost.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** Passes a response on unread. */
final class UnreadMeter implements ResponseMeter {

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void end(OutputStream out) {}

    @Override
    public Optional<Usage> usage() {
        return Optional.empty();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return OptionalLong.empty();
    }
}
