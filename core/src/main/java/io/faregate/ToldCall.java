package io.faregate;

import io.faregate.body.EventEnd;
import io.faregate.body.ReplyReport;
import io.faregate.cost.Prompt;
import io.faregate.cost.ServiceTier;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.CancelReason;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.RideOverException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One call to a model inside a ride, by a library that shows neither the bytes that go out nor those that come: priced and
 * clamped by what the library says that it asks, charged by what it says of the reply. Whoever sees the bytes makes it a
 * {@link ProviderCall}, which knows more.
 *
 * <pre>{@code
 * ToldCall call = ToldCall.begin(inference, model, prompt, OptionalLong.empty());
 * try (var stopping = call.cancellation().onCancel(library::abort)) {
 *     library.stream(prompt, call.maxOutputTokens(), text -> {
 *         if (!call.delivered(text)) {
 *             library.abort();
 *         }
 *     });
 *     call.reported(Usage.of(library.promptTokens(), library.outputTokens()));
 * } finally {
 *     call.ended();
 * }
 * }</pre>
 *
 * <p>Thread-safe; one thread at a time tells what was delivered, and any may end it.
 */
public final class ToldCall {
    private final RideAccount account;
    private final CancellationToken token;
    private final PricedCall priced;
    private final OutputWatch watch;
    private final long maxOutput;
    private volatile long delivered;
    private volatile boolean isHidden;
    private volatile @Nullable Usage usage;

    private ToldCall(Ride ride, PricedCall priced) {
        this.account = ride.account();
        this.token = ride.cancellation();
        this.priced = priced;
        this.maxOutput = priced.entry().estimate.get(Unit.OUTPUT_TOKENS);
        this.watch = new OutputWatch(account, priced.entry(), EventEnd.of(null, null, true));
        account.whenRideEnds(priced.entry(), this::book);
    }

    /**
     * Prices a call and takes its fare.
     *
     * @param ride the ride that pays
     * @param model the model that is called; null for the ride's own
     * @param prompt what it will read
     * @param output the most tokens that it is asked for; empty when the library names none
     * @return the call, which must be ended
     * @throws RideOverException when the ride is cancelled or has ended, or has too little left for the call
     */
    public static ToldCall begin(Inference ride, @Nullable String model, Prompt prompt, OptionalLong output) {
        ride.cancellation().throwIfCancelled();
        ToldRequest request = new ToldRequest(Optional.ofNullable(model), prompt, output);
        return new ToldCall(ride.ride(), PricedCall.told(ride.ride(), request));
    }

    /**
     * The most tokens that the model may be asked for.
     *
     * @return what was asked for, or what the ride has left when that is less or nothing was asked for
     */
    public long maxOutputTokens() {
        return maxOutput;
    }

    /**
     * Tells when the call is to stop: whoever makes it registers what stops the library.
     *
     * @return the ride's token
     */
    public CancellationToken cancellation() {
        return token;
    }

    /**
     * A part of a reply that streams has come.
     *
     * @param text what the model wrote: text, arguments of tools, thinking that is shown
     * @return false when the reply ends here, as the ride has no money for more of it: the call is to be
     *     {@linkplain #ended ended}, which cancels the ride, and who listens to it is told why
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // others only read
    public boolean delivered(String text) {
        delivered += text.getBytes(StandardCharsets.UTF_8).length;
        return watch.told(delivered) == null;
    }

    /**
     * The model writes what nobody is shown, or can not be stopped, or its provider writes on and bills it: a reply that is
     * cut costs the longest that is held.
     */
    public void hidden() {
        isHidden = true;
    }

    /**
     * What the call has used, as the provider says.
     *
     * @param used the usage of the whole reply
     */
    public void reported(Usage used) {
        usage = used;
    }

    /**
     * The call has failed before anything came of it: it costs nothing when no connection was made, as the failure or one
     * of its causes says; else the provider may have read it, and it is {@linkplain #ended ended}.
     *
     * @param failure what the library has thrown
     */
    public void failed(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (ProviderCall.isUnconnected(cause)) {
                refused();
                return;
            }
        }
        ended();
    }

    /** The provider has refused the request, or the library has: it costs nothing. */
    public void refused() {
        account.close(priced.entry(), Reported.NOTHING);
    }

    /**
     * The call has ended, its reply whole or not: books it, by the usage that was reported, else by the text that was
     * delivered, else as it was held. Only the first end counts.
     */
    public void ended() {
        book();
        RideOverException over = watch.over();
        if (over != null) {
            token.cancel(CancelReason.BUDGET_SPENT, over);
        }
    }

    private void book() {
        ReplyReport told = new ReplyReport(usage, null, ServiceTier.UNSAID, Map.of(), true, isHidden, false);
        priced.book(account, Reported.by(told, delivered, priced.entry()));
    }
}
