package io.faregate.body;

import io.faregate.ride.RideOverException;

/**
 * Counts and checks the bytes of a form with files while an application reads them, and lets in no more than the caps.
 * Throws {@link RideOverException} for what is too much or wrong. Not thread-safe.
 */
public final class FormBytes {
    private final Caps caps;
    private final FormScanner scanner;
    private long count;

    /**
     * None yet.
     *
     * @param caps the ride's caps
     * @param scanner checks what is in the form
     */
    public FormBytes(Caps caps, FormScanner scanner) {
        this.caps = caps;
        this.scanner = scanner;
    }

    /**
     * How many bytes may be read at once: one more than may come shows that there are too many.
     *
     * @param length how many the application asks for
     * @return the bytes to read
     */
    public int atOnce(int length) {
        scanner.reader().checkTotal(caps, count);
        long left = caps.formBytes() - count;
        return left < length ? (int) left + 1 : length;
    }

    /**
     * Sees what was read.
     *
     * @param bytes where it is
     * @param offset where it begins
     * @param read how many bytes it has; negative at the end of the form
     */
    public void saw(byte[] bytes, int offset, int read) {
        if (read > 0) {
            count += read;
            scanner.reader().checkTotal(caps, count);
            scanner.see(bytes, offset, read);
        } else if (read < 0) {
            scanner.end();
        }
    }
}
