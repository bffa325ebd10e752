package io.faregate.body;

/** The bytes of a body that stay as they are. */
final class Unchanged implements Edits {
    private final byte[] bytes;

    Unchanged(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public Edits model(String given) {
        return this;
    }

    @Override
    public Edits set(Choice choice, long value) {
        return this;
    }

    @Override
    public Edits forceUsage() {
        return this;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }
}
