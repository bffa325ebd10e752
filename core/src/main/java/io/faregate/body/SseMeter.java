package io.faregate.body;

import io.faregate.body.SseEvents.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Reads server-sent events while they pass, split anywhere, with any of the three line ends. Bytes pass at once; only
 * where a chunk may have to be withheld, an event's bytes wait until its blank line.
 */
final class SseMeter implements ResponseMeter {
    private final SseEvents events;
    private final boolean withhold;
    private final Bytes held = new Bytes();
    private volatile long delivered;
    private boolean dropped;
    private volatile boolean unread;

    SseMeter(ReplyFields fields, boolean withhold) {
        this(fields, withhold, SseEvents.LONGEST_EVENT);
    }

    SseMeter(ReplyFields fields, boolean withhold, int longestEvent) {
        this.events = new SseEvents(fields, longestEvent);
        this.withhold = withhold;
    }

    @Override
    public void pass(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        if (!withhold || unread) {
            out.write(bytes, offset, length);
        }
        read(bytes, offset, length, out);
        delivered = events.deliveredBytes();
    }

    private void read(byte[] bytes, int offset, int length, OutputStream out) throws IOException {
        int from = offset;
        while (!unread && from < offset + length) {
            int to = events.next(bytes, from, offset + length);
            hold(bytes, from, to, out);
            from = to;
            if (events.isUnreadable()) {
                unread = true;
                release(out);
                if (withhold) {
                    out.write(bytes, from, offset + length - from);
                }
            }
        }
    }

    /** Some bytes of one event, its end perhaps among them. */
    private void hold(byte[] bytes, int from, int to, OutputStream out) throws IOException {
        if (!withhold) {
            return;
        }
        if (events.step() == Step.TAIL) {
            if (!dropped) {
                out.write(bytes, from, to - from);
            }
            return;
        }
        held.add(bytes, from, to);
        if (events.step() == Step.DONE) {
            dropped = events.isOnlyUsage();
            if (dropped) {
                held.clear();
            }
            release(out);
        } else if (events.isTooLong()) {
            release(out);
        }
    }

    private void release(OutputStream out) throws IOException {
        if (held.size() > 0) {
            out.write(held.array(), 0, held.size());
            held.clear();
        }
    }

    @Override
    public boolean holdsBack() {
        return withhold;
    }

    @Override
    public void end(OutputStream out) throws IOException {
        if (!unread) {
            events.end();
            delivered = events.deliveredBytes();
            if (events.isOnlyUsage()) {
                held.clear();
            }
        }
        release(out);
    }

    @Override
    public ReplyReport report() {
        return events.report();
    }

    @Override
    public OptionalLong deliveredBytes() {
        return unread ? OptionalLong.empty() : OptionalLong.of(delivered);
    }
}
