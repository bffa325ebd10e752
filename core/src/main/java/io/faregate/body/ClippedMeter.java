package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Passes a response on as it is, and lets a meter read only the beginnings of its strings: a picture in base64 would be
 * held whole by a parser that needs none of it. A string of JSON has no line break in it, so that each line begins
 * outside of one, whatever stood before.
 */
final class ClippedMeter implements ResponseMeter {
    /** Longer than any name or number that is read, and than what a cut must not part. */
    private static final int KEPT = 128;

    private static final int ESCAPED_DIGITS = 4;

    private final ResponseMeter meter;
    private final Bytes clipped = new Bytes();
    private final OutputStream nowhere = OutputStream.nullOutputStream();
    private boolean inString;
    private boolean escaped;
    private boolean dropping;
    private int length;
    private int digits;

    /** Around a meter that withholds nothing. */
    ClippedMeter(ResponseMeter meter) {
        this.meter = meter;
    }

    @Override
    public void pass(byte[] bytes, int offset, int count, OutputStream out) throws IOException {
        out.write(bytes, offset, count);
        clipped.clear();
        int end = offset + count;
        for (int i = plain(bytes, offset, end); i < end; i = plain(bytes, i + 1, end)) {
            see(bytes[i]);
        }
        meter.pass(clipped.array(), 0, clipped.size(), nowhere);
    }

    /** Past what changes nothing, the most of a picture, and no further than it is kept. */
    private int plain(byte[] bytes, int from, int end) {
        if (inString && (escaped || digits > 0)) {
            return from;
        }
        if (dropping) {
            return PlainText.endOfLong(bytes, from, end);
        }
        int kept = inString ? Math.min(end, from + Math.max(0, KEPT - length)) : end;
        int to = PlainText.end(bytes, from, kept);
        clipped.add(bytes, from, to);
        length += to - from;
        return to;
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
            clipped.add(next);
        }
    }

    private void begin(boolean string) {
        inString = string;
        escaped = false;
        length = 0;
        digits = 0;
    }

    private void inside(byte next) {
        length++;
        boolean isBackslash = next == '\\';
        // neither an escape nor a character of several bytes may be cut in two
        dropping |= length > KEPT && !escaped && digits == 0 && !isBackslash && next > 0;
        if (escaped) {
            digits = next == 'u' ? ESCAPED_DIGITS : 0;
            escaped = false;
        } else {
            digits = Math.max(0, digits - 1);
            escaped = isBackslash;
        }
    }

    @Override
    public boolean holdsBack() {
        return false;
    }

    @Override
    public void end(OutputStream out) throws IOException {
        meter.end(nowhere);
    }

    @Override
    public ReplyReport report() {
        return meter.report();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return meter.deliveredBytes();
    }
}
