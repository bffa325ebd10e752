package io.faregate.body;

import java.util.Optional;

/**
 * The end of a binary frame, which says at its beginning how long it is. What comes in the midst of one is taken for a part
 * of it, so that nothing can be said there.
 */
final class FrameEnd extends EventEnd {
    private static final int SHORTEST = 16;

    /** Bytes of the length that have come, and what they say. */
    private int lengthBytes;

    private long length;

    /** Bytes of the frame that are still to come. */
    private long left;

    private boolean isLost;

    /**
     * An end of whole frames.
     *
     * @param isHere whether nothing was written before: else nobody knows where the next frame begins
     */
    FrameEnd(boolean isHere) {
        this.isLost = !isHere;
    }

    @Override
    public boolean isHere() {
        return !isLost && left == 0 && lengthBytes == 0;
    }

    @Override
    public boolean mayCut() {
        return isLost || isHere();
    }

    @Override
    public Optional<byte[]> before(byte[] event) {
        return isHere() ? Optional.of(event) : Optional.empty();
    }

    @Override
    public void written(byte[] bytes, int offset, int count) {
        int end = offset + count;
        int at = offset;
        while (!isLost && at < end) {
            if (left == 0) {
                begin(bytes[at++]);
            } else {
                int taken = (int) Math.min(left, end - at);
                left -= taken;
                at += taken;
            }
        }
    }

    private void begin(byte next) {
        length = length << Byte.SIZE | (next & 0xff);
        lengthBytes++;
        if (lengthBytes == Integer.BYTES) {
            isLost = length < SHORTEST;
            left = length - Integer.BYTES;
            lengthBytes = 0;
            length = 0;
        }
    }
}
