package io.faregate.budget;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rolling window has left: the state of a Bucket4j bucket with one greedy bandwidth, whose tokens are
 * {@code scale} units each. Holding takes tokens, rounded up; ending gives back what was not used, rounded down.
 */
final class BucketAccount extends Account {
    /** Debt is counted down to this, so that no sum of it wraps. */
    private static final long MOST_DEBT = Long.MAX_VALUE / 2;

    private static final long LONGEST_DELAY = Long.MAX_VALUE / 4;

    private final long length;
    private long amount;
    private long scale;
    private BucketState state;
    private long held;

    BucketAccount(Limit limit, Window.Rolling window, long amount, long nanos) {
        super(limit);
        this.length = Bandwidths.length(window);
        this.amount = amount;
        this.scale = Bandwidths.scale(amount, length);
        this.state = full(nanos);
    }

    private BucketState full(long nanos) {
        return BucketState.createInitialState(configuration(), MathType.INTEGER_64_BITS, nanos);
    }

    private BucketConfiguration configuration() {
        return Bandwidths.configuration(amount, length);
    }

    @Override
    void refresh(Moment now, long newAmount) {
        state.refillAllBandwidth(now.nanos());
        if (newAmount != amount) {
            resize(newAmount, now.nanos());
        }
    }

    /** Another amount: what is used stays used, to the fraction of a token unless the scale changes. */
    private void resize(long newAmount, long nanos) {
        long oldCapacity = capacity();
        long oldScale = scale;
        long used = used();
        amount = newAmount;
        scale = Bandwidths.scale(amount, length);
        if (scale != oldScale) {
            state = full(nanos);
            state.consume(tokens(used));
            return;
        }
        BucketConfiguration next = configuration();
        long more = Bandwidths.capacity(next) - oldCapacity;
        if (more < 0) {
            state.consume(-more);
        }
        state = state.replaceConfiguration(next, TokensInheritanceStrategy.AS_IS, nanos);
        if (more > 0) {
            state.addTokens(more);
        }
    }

    @Override
    boolean fits(long mostNow, long hold) {
        return hold <= mostNow && hold <= Long.MAX_VALUE - held && tokens(hold) <= state.getAvailableTokens();
    }

    @Override
    boolean isCountable(long hold) {
        return hold <= Long.MAX_VALUE - held && tokens(hold) <= MOST_DEBT + state.getAvailableTokens();
    }

    @Override
    @Nullable
    Duration delay(long mostNow, long hold, Moment now) {
        long need = tokens(hold);
        if (hold > mostNow || need > capacity()) {
            return null;
        }
        long nanos = state.calculateDelayNanosAfterWillBePossibleToConsume(need, now.nanos(), true);
        if (nanos > LONGEST_DELAY) {
            return null;
        }
        // such numbers are refilled in floating point, which may come a token short
        boolean inexact = Math.multiplyHigh(nanos, capacity()) != 0 || nanos * capacity() < 0;
        return millisUp(inexact ? nanos + length / capacity() : nanos);
    }

    private static Duration millisUp(long nanos) {
        return Duration.ofMillis(nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1));
    }

    @Override
    void hold(long from, long to) {
        held += to - from;
        take(tokens(to) - tokens(from));
    }

    @Override
    void book(long given, long used, Clock clock) {
        held -= given;
        adjust(given, used, clock);
    }

    @Override
    void adjust(long booked, long used, Clock clock) {
        long more = tokens(used) - tokens(booked);
        if (more > 0) {
            // a refill that came before the charge must not be spilled after it
            state.refillAllBandwidth(clock.nanos());
        }
        take(more);
    }

    private void take(long more) {
        if (more > 0) {
            state.consume(Math.min(more, MOST_DEBT + state.getAvailableTokens()));
        } else if (more < 0) {
            state.addTokens(-more);
        }
    }

    private long tokens(long units) {
        return scale == 1 ? units : units / scale + (units % scale == 0 ? 0 : 1);
    }

    private long capacity() {
        return Bandwidths.capacity(state.getConfiguration());
    }

    private long used() {
        long tokens = capacity() - state.getAvailableTokens();
        return tokens > Long.MAX_VALUE / scale ? Long.MAX_VALUE : tokens * scale;
    }

    @Override
    Balance balance(Charge charge, Moment now) {
        state.refillAllBandwidth(now.nanos());
        long used = used();
        long open = Math.min(held, used);
        long full = state.calculateFullRefillingTime(now.nanos());
        Instant resets = used == 0 ? null : Instant.ofEpochMilli(now.millis()).plus(millisUp(full));
        return new Balance(charge.limit(), charge.amount(), open, used - open, resets);
    }

    @Override
    boolean isFresh(Moment now) {
        state.refillAllBandwidth(now.nanos());
        return held == 0 && state.getAvailableTokens() == capacity();
    }
}
