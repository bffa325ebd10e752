package io.faregate.body;

import java.util.Arrays;
import java.util.Optional;

/** The end of an event of text: a line end or several, any of the three, split anywhere. */
final class LineEnd extends EventEnd {
    private final int needed;
    private int lineEnds;
    private boolean afterReturn;

    /**
     * An end of so many line ends.
     *
     * @param isHere whether nothing was written before
     */
    LineEnd(int needed, boolean isHere) {
        this.needed = needed;
        this.lineEnds = isHere ? needed : 0;
    }

    @Override
    public boolean isHere() {
        return lineEnds == needed;
    }

    @Override
    public boolean mayCut() {
        return isHere();
    }

    @Override
    public Optional<byte[]> before(byte[] event) {
        if (isHere()) {
            return Optional.of(event);
        }
        byte[] ended = new byte[needed + event.length];
        Arrays.fill(ended, 0, needed, (byte) '\n');
        System.arraycopy(event, 0, ended, needed, event.length);
        return Optional.of(ended);
    }

    @Override
    public void written(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int from = end;
        while (from > offset && (bytes[from - 1] == '\n' || bytes[from - 1] == '\r')) {
            from--;
        }
        if (from > offset) {
            lineEnds = 0;
            afterReturn = false;
        }
        for (int at = from; at < end; at++) {
            boolean isTail = afterReturn && bytes[at] == '\n';
            lineEnds = isTail ? lineEnds : Math.min(lineEnds + 1, needed);
            afterReturn = bytes[at] == '\r';
        }
    }
}
