package io.faregate;

import io.faregate.body.EventEnd;
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

    /** Bytes behind the end of the money within which an event must end. */
    private static final int MOST_OVERRUN = 64 * 1024;

    private final RideAccount account;
    private final CallEntry entry;
    private final EventEnd end;
    private final long step;
    private final long most;
    private long held;

    /** Bytes of output by which more must be held. */
    private long due;

    private int overrun;
    private volatile @Nullable RideOverException over;

    /** Of a reply that begins. */
    OutputWatch(RideAccount account, CallEntry entry, EventEnd end) {
        this.account = account;
        this.entry = entry;
        this.end = end;
        this.held = entry.estimate.get(Unit.OUTPUT_TOKENS);
        this.step = Math.max(1, held / STEPS);
        this.most = Estimate.times(held, MOST_TIMES);
        this.due = held == 0 ? Long.MAX_VALUE : bytes(held);
    }

    /**
     * Some bytes have passed.
     *
     * @return what ends the stream behind them; null while it may go on
     */
    @Nullable
    RideOverException passed(byte[] bytes, int offset, int length, ResponseMeter meter) {
        end.written(bytes, offset, length);
        look(meter.deliveredBytes().orElse(0));
        return over != null && mayEnd(length) ? over : null;
    }

    /**
     * More text was told of a reply that may end behind any part of it.
     *
     * @return what ends it there; null while it may go on
     */
    @Nullable
    RideOverException told(long delivered) {
        look(delivered);
        return over;
    }

    private void look(long delivered) {
        if (over == null) {
            over = delivered < due ? null : ask(delivered);
        }
    }

    /** Behind an event, so that the error is one of its own; but who ends none can not go on for ever. */
    private boolean mayEnd(int length) {
        overrun += length;
        return end.mayCut() || overrun > MOST_OVERRUN;
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
        due = bytes(held);
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
