package io.faregate.body;

/** Scans a body where it stands: nothing of it is copied, and little of it decoded. */
final class JsonScanner implements BodyScanner {
    private final Fields fields;

    JsonScanner(Fields fields) {
        this.fields = fields;
    }

    Fields fields() {
        return fields;
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin) {
        return scan(body, length, origin, Caps.NONE);
    }

    @Override
    public Scan scan(byte[] body, int length, Origin origin, Caps caps) {
        try {
            Findings found = new BodyWalk(body, length, origin, fields.unknown(), caps).walk(fields.root());
            return new ScannedBody(body, length, fields, found);
        } catch (Rejection rejection) {
            return fault(body, length, rejection).rejected();
        }
    }

    boolean takesInstructions() {
        return !fields.instructions().isEmpty();
    }

    /**
     * What is wrong with a body that the walk has rejected. The walk lets nothing in that is not strict UTF-8, but may
     * have stopped at something else before: a wrong encoding is the first thing to say, wherever it is.
     */
    private static Rejection fault(byte[] body, int length, Rejection rejection) {
        if (hasEarlyZero(body, length) || !Utf8.isStrict(body, length)) {
            return Rejection.malformed("The body is not UTF-8.");
        }
        if (length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
            return Rejection.malformed("The body begins with a byte order mark.");
        }
        return rejection;
    }

    /** A zero byte is in no JSON text, but in all of UTF-16 and UTF-32. */
    private static boolean hasEarlyZero(byte[] body, int length) {
        for (int i = 0; i < Math.min(4, length); i++) {
            if (body[i] == 0) {
                return true;
            }
        }
        return false;
    }
}
