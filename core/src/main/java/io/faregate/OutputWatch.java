package io.faregate;

import io.faregate.body.ResponseMeter;
import io.faregate.cost.Unit;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a stream has delivered with what its call holds. Tokens are not told while they come, but no text has more
 * than some bytes in each on the average: who sends more than those of the hold has written more than that. Then more is
 * held, by and by, until the money ends, or it is clear that the provider heeds no maximum. One thread at a time asks.
 */
final class OutputWatch {
    /** On the average of a text; Hindi and Georgian have seven and a half in the newest vocabularies, English has four. */
    private static final int TOKEN_BYTES = 8;

    /** Of the first hold. */
    private static final int MOST_TIMES = 2;

    private static final int STEPS = 4;

    /** Bytes behind the end of the money within which a line must end. */
    private static final int MOST_OVERRUN = 64 * 1024;

    private final RideAccount account;
    private final CallEntry entry;
    private final long step;
    private final long most;
    private long held;

    /** Bytes that may pass before it is worth asking: what is delivered is never more than what passes. */
    private long unasked;

    private int overrun;
    private volatile @Nullable RideOverException over;

    OutputWatch(RideAccount account, CallEntry entry) {
        this.account = account;
        this.entry = entry;
        this.held = entry.estimate.get(Unit.OUTPUT_TOKENS);
        this.step = Math.max(1, held / STEPS);
        this.most = Estimate.times(held, MOST_TIMES);
        this.unasked = held == 0 ? Long.MAX_VALUE : bytes(held);
    }

    /**
     * Some bytes have passed.
     *
     * @return what ends the stream behind them; null while it may go on
     */
    @Nullable
    RideOverException passed(byte[] bytes, int offset, int length, ResponseMeter meter) {
        if (length == 0) {
            return null;
        }
        if (isDue(length)) {
            over = ask(meter.deliveredBytes().orElse(0));
        }
        return over != null && mayEnd(bytes[offset + length - 1], length) ? over : null;
    }

    /**
     * More text was told of a reply that may end behind any part of it.
     *
     * @return what ends it there; null while it may go on
     */
    @Nullable
    RideOverException told(int length, long delivered) {
        if (isDue(length)) {
            over = ask(delivered);
        }
        return over;
    }

    private boolean isDue(int length) {
        unasked -= length;
        return over == null && unasked <= 0;
    }

    /** Behind a line, so that the error is one of its own; but who sends none can not go on for ever. */
    private boolean mayEnd(byte last, int length) {
        overrun += length;
        return last == '\n' || overrun > MOST_OVERRUN;
    }

    /** What has ended the money, whether the stream has ended since or not; null for nothing. */
    @Nullable
    RideOverException over() {
        return over;
    }

    private @Nullable RideOverException ask(long delivered) {
        while (delivered >= bytes(held) && account.pays(entry)) {
            if (held >= most) {
                return new RideOverException(
                        Reason.RIDE_SPENT,
                        "caps.output-tokens",
                        "The provider writes more than it was asked for: " + held
                                + " output tokens are twice as many. Ask for as many as are needed.");
            }
            try {
                account.holdMore(entry, step);
            } catch (RideOverException spent) {
                return spent.reason() == Reason.RIDE_ENDED ? spent : behind(held, spent);
            }
            held += step;
        }
        unasked = bytes(held) - delivered;
        return null;
    }

    private static RideOverException behind(long held, RideOverException spent) {
        String message = "The reply ends behind the " + held + " output tokens that are held for it. "
                + spent.getMessage() + " A shorter reply may fit.";
        return new RideOverException(spent.reason(), spent.rule(), message);
    }

    private static long bytes(long tokens) {
        return Estimate.times(tokens, TOKEN_BYTES);
    }
}
