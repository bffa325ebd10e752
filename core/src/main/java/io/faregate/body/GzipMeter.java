package io.faregate.body;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Passes a compressed response on byte for byte, and lets a meter read what it says. Of one that can not be read nothing
 * counts that was found before: its reader got what nobody knows. Bytes that are no gzip, though they are said to be, are
 * compressed behind this, and the meter passes them on itself.
 */
final class GzipMeter implements ResponseMeter {
    private final ResponseMeter meter;
    private @Nullable GzipReader reader;
    private boolean begun;
    private boolean packed;
    private boolean released;
    private volatile boolean unread;

    GzipMeter(ResponseMeter meter) {
        this.meter = meter;
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        if (!begun && length > 0) {
            begun = true;
            packed = ContentCoding.GZIP.begins(bytes[offset]);
        }
        if (packed) {
            out.write(bytes, offset, length);
            read(bytes, offset, offset + length);
        } else {
            meter.pass(bytes, offset, length, out);
        }
    }

    private synchronized void read(byte[] bytes, int from, int to) throws IOException {
        if (released) {
            return;
        }
        GzipReader open = reader;
        if (open == null) {
            open = new GzipReader(meter);
            reader = open;
        }
        try {
            open.read(bytes, from, to);
        } catch (DataFormatException unreadable) {
            unread = true;
            release();
        }
    }

    /** Waits for a read: an inflater that is ended meanwhile would fail it. */
    @Override
    public synchronized void release() {
        released = true;
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** Nothing of what is compressed. */
    @Override
    public boolean holdsBack() {
        return !packed && meter.holdsBack();
    }

    @Override
    public void end(OutputStream out) throws IOException {
        meter.end(packed ? OutputStream.nullOutputStream() : out);
        release();
    }

    @Override
    public ReplyReport report() {
        return unread ? ReplyReport.NOTHING : meter.report();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return unread ? OptionalLong.empty() : meter.deliveredBytes();
    }
}
