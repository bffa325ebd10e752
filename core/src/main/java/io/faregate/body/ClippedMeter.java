package io.faregate.body;

import io.faregate.cost.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Passes a response on as it is, and lets a meter read only the beginnings of its strings: a picture in base64 would be
 * held whole by a parser that needs none of it. A string of JSON has no line break in it, so that each line begins
 * outside of one, whatever stood before.
 */
final class ClippedMeter implements ResponseMeter {
    /** Longer than any name or number that is read, and than what a cut must not part. */
    private static final int KEPT = 512;

    private static final int LONGEST_ESCAPE = 6;

    private final ResponseMeter meter;
    private final ByteArrayOutputStream clipped = new ByteArrayOutputStream();
    private final OutputStream nowhere = OutputStream.nullOutputStream();
    private boolean inString;
    private boolean escaped;
    private boolean dropping;
    private int length;
    private int sinceEscape;

    /** Around a meter that withholds nothing. */
    ClippedMeter(ResponseMeter meter) {
        this.meter = meter;
    }

    @Override
    public void pass(byte[] bytes, int offset, int count, OutputStream out) throws IOException {
        out.write(bytes, offset, count);
        clipped.reset();
        for (int i = offset; i < offset + count; i++) {
            see(bytes[i]);
        }
        meter.pass(clipped.toByteArray(), 0, clipped.size(), nowhere);
    }

    private void see(byte next) {
        if (next == '\n' || next == '\r') {
            inString = false;
            dropping = false;
        } else if (!inString) {
            begin(next == '"');
        } else if (next == '"' && !escaped) {
            inString = false;
            dropping = false;
        } else {
            inside(next);
        }
        if (!dropping) {
            clipped.write(next);
        }
    }

    private void begin(boolean string) {
        inString = string;
        escaped = false;
        length = 0;
        sinceEscape = LONGEST_ESCAPE;
    }

    private void inside(byte next) {
        length++;
        boolean isBackslash = next == '\\';
        // neither an escape nor a character of several bytes may be cut in two
        dropping |= length > KEPT && sinceEscape >= LONGEST_ESCAPE && !escaped && !isBackslash && next > 0;
        sinceEscape = isBackslash ? 0 : sinceEscape + 1;
        escaped = isBackslash && !escaped;
    }

    @Override
    public void end(OutputStream out) throws IOException {
        meter.end(nowhere);
    }

    @Override
    public Optional<Usage> usage() {
        return meter.usage();
    }

    @Override
    public Optional<Usage> prompt() {
        return meter.prompt();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return meter.deliveredBytes();
    }
}
