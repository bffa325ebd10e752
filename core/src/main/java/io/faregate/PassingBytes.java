package io.faregate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets a call read the buffers of a response, and gathers what it passes on in other bytes. Used by one thread at a time. */
final class PassingBytes {
    private final ProviderCall call;
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private byte[] read = {};

    PassingBytes(ProviderCall call) {
        this.call = call;
    }

    /**
     * Reads some buffers, and leaves them as they are.
     *
     * @param gathers whether what goes on is to be gathered, since it may be less
     * @return false when the response ends here
     */
    boolean read(List<ByteBuffer> buffers, boolean gathers) {
        OutputStream out = gathers ? passed : OutputStream.nullOutputStream();
        boolean goesOn = true;
        for (ByteBuffer buffer : buffers) {
            goesOn = read(buffer.duplicate(), out);
        }
        return goesOn;
    }

    /** The client's buffers do not show their arrays. */
    private boolean read(ByteBuffer buffer, OutputStream out) {
        int length = buffer.remaining();
        if (read.length < length) {
            read = new byte[length];
        }
        buffer.get(read, 0, length);
        try {
            return call.pass(read, 0, length, out);
        } catch (IOException impossible) {
            throw new IllegalStateException("memory does not fail", impossible);
        }
    }

    /** Gathers what is left to say; what can not be said is the failure. */
    @Nullable
    IOException complete() {
        try {
            call.complete(passed);
            return null;
        } catch (IOException unsaid) {
            return unsaid;
        }
    }

    /** Some buffers, and behind them what was gathered since the last time. */
    List<ByteBuffer> taken(List<ByteBuffer> first) {
        if (passed.size() == 0) {
            return first;
        }
        List<ByteBuffer> all = new ArrayList<>(first);
        all.add(ByteBuffer.wrap(passed.toByteArray()).asReadOnlyBuffer());
        passed.reset();
        return List.copyOf(all);
    }
}
