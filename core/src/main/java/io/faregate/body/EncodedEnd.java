package io.faregate.body;

import java.util.Optional;

/**
 * The end of an event in a response that is said to be encoded: nothing can be said in what is, so that it may be cut
 * anywhere. One that does not begin so is encoded behind whoever writes it.
 */
final class EncodedEnd extends EventEnd {
    private final ContentCoding coding;
    private final EventEnd plain;
    private boolean begun;
    private boolean encoded = true;

    EncodedEnd(ContentCoding coding, EventEnd plain) {
        this.coding = coding;
        this.plain = plain;
    }

    @Override
    public boolean isHere() {
        return !encoded && plain.isHere();
    }

    @Override
    public boolean mayCut() {
        return encoded || plain.mayCut();
    }

    @Override
    public Optional<byte[]> before(byte[] event) {
        return encoded ? Optional.empty() : plain.before(event);
    }

    @Override
    public void written(byte[] bytes, int offset, int length) {
        if (!begun && length > 0) {
            begun = true;
            encoded = coding.begins(bytes[offset]);
        }
        if (!encoded) {
            plain.written(bytes, offset, length);
        }
    }
}
