package io.faregate.body;

/**
 * Whether what has been written so far ends an event: a blank line, by any of the three line ends, split anywhere. One
 * thread at a time tells what it writes.
 */
public final class EventEnd {
    private static final int BLANK_LINE = 2;

    private int lineEnds;
    private boolean afterReturn;

    /**
     * An end that is here as long as nothing is written, unless somebody has written before.
     *
     * @param isHere whether nothing was written before
     */
    public EventEnd(boolean isHere) {
        this.lineEnds = isHere ? BLANK_LINE : 0;
    }

    /**
     * Whether another event may begin.
     *
     * @return true at the beginning and behind a blank line
     */
    public boolean isHere() {
        return lineEnds == BLANK_LINE;
    }

    /**
     * An event that is to be written next, behind whatever was.
     *
     * @param event the event, its blank line included
     * @return the same, with the end of an event that was not finished before it
     */
    public String before(String event) {
        return isHere() ? event : "\n\n" + event;
    }

    /** All that was written is forgotten. */
    public void dropped() {
        lineEnds = BLANK_LINE;
        afterReturn = false;
    }

    /**
     * Some bytes are written.
     *
     * @param bytes the bytes
     * @param offset where they start
     * @param length how many there are
     */
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
            lineEnds = isTail ? lineEnds : Math.min(lineEnds + 1, BLANK_LINE);
            afterReturn = bytes[at] == '\r';
        }
    }
}
