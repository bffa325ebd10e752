package io.faregate;

import io.faregate.body.Capped;
import io.faregate.body.Dialect;
import io.faregate.cost.Money;
import io.faregate.cost.TokenEstimator;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.ToolPolicy;
import io.faregate.ride.Caller;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The admitted, running ride in the application's hands: its model, what it may use, its cancellation token, and its
 * calls to providers. Thread-safe.
 *
 * <pre>{@code
 * Inference inference = Inference.of(request::getAttribute);
 * HttpResponse<Stream<String>> reply = inference.call(client, providerRequest, BodyHandlers.ofLines());
 * }</pre>
 */
public final class Inference implements AutoCloseable {

    /** The name of the request attribute that holds the ride. */
    public static final String ATTRIBUTE = "io.faregate.Inference";

    private final Ride ride;
    private final Object counting = new Object();
    private final Map<String, Long> toolCalls = new HashMap<>();
    private long retrievedChars;

    Inference(Ride ride) {
        this.ride = ride;
    }

    /**
     * The ride of a request.
     *
     * @param attributes the request's attributes: {@code request::getAttribute} of a servlet request, {@code
     *     context::getProperty} of a JAX-RS request
     * @return the ride
     * @throws IllegalStateException when the request has none
     */
    public static Inference of(Function<String, @Nullable Object> attributes) {
        if (attributes.apply(ATTRIBUTE) instanceof Inference inference) {
            return inference;
        }
        throw new IllegalStateException("This request has no ride: is its path a route of the policy, and does"
                + " Faregate's filter come before this code?");
    }

    /**
     * The ride's id, as in the log and the response header.
     *
     * @return the id
     */
    public String id() {
        return ride.id();
    }

    /**
     * Who asks.
     *
     * @return the caller
     */
    public Caller caller() {
        return ride.caller();
    }

    /**
     * The model that this ride was given.
     *
     * @return the model's name; empty when neither the route, the plan nor the body names one
     */
    public String model() {
        return ride.rung().model();
    }

    /**
     * The most output tokens of one call.
     *
     * @return tokens, as clamped
     */
    public long maxOutputTokens() {
        return estimate().output();
    }

    /**
     * The most turns of the agent.
     *
     * @return steps, as clamped
     */
    public long maxSteps() {
        return estimate().steps();
    }

    /**
     * The most documents that retrieval may put into the prompt.
     *
     * @return documents, as clamped
     */
    public long retrievalLimit() {
        return estimate().documents();
    }

    /**
     * Tells the application to stop.
     *
     * @return the ride's token
     */
    public CancellationToken cancellation() {
        return ride.cancellation();
    }

    /**
     * Calls a provider. The request is priced from the body that goes out, its output is clamped to what the ride has
     * left, the response is metered as it passes, and all of it ends when the ride is cancelled. This thread waits for
     * it as in {@link HttpClient#send}; a cancellation interrupts it there, and leaves no interrupt behind.
     *
     * @param <T> the type of the body
     * @param client sends the request; one that is not the JDK's must heed interrupts
     * @param request the request; its body is read and may be changed
     * @param handler reads the response; asked by this thread
     * @return the provider's response
     * @throws RideOverException when the ride is cancelled, or has too little left for the call
     * @throws IOException when the call fails
     * @throws InterruptedException when the thread is interrupted; the call is cancelled then
     */
    public <T> HttpResponse<T> call(HttpClient client, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return new ProviderSend<>(ProviderCall.begin(this, request), handler, cancellation()).by(client);
    }

    /**
     * Counts one turn of an agent's loop; call it before each.
     *
     * @throws RideOverException when the steps are spent or the ride is cancelled
     */
    public void step() {
        cancellation().throwIfCancelled();
        synchronized (counting) {
            if (account().counted(Unit.STEPS) >= maxSteps()) {
                throw new RideOverException(
                        Reason.RIDE_SPENT,
                        "caps.steps",
                        "The request may take " + maxSteps() + " steps, and took them.");
            }
            account().count(Unit.STEPS, 1, Money.ZERO);
        }
    }

    /**
     * Asks for one call of a tool; an allowed one is counted.
     *
     * @param name the tool's name, as the model said it
     * @param arguments the arguments, as the model said them
     * @return whether it may be called, and what the model may be told when not
     * @throws RideOverException when the ride is cancelled or its money is spent
     */
    public ToolCall tool(String name, String arguments) {
        cancellation().throwIfCancelled();
        ToolPolicy.Rule rule = ride.route().tools().allow().get(name);
        if (rule == null) {
            return new ToolCall(false, "This tool is not available.");
        }
        synchronized (counting) {
            long calls = toolCalls.getOrDefault(name, 0L);
            if (calls >= rule.max()
                    || account().counted(Unit.TOOL_CALLS) >= ride.caps().max(Capped.TOOL_CALLS)) {
                return new ToolCall(false, "No more calls of this tool are allowed. Answer with what you have.");
            }
            account().count(Unit.TOOL_CALLS, 1, rule.cost());
            toolCalls.put(name, calls + 1);
            return new ToolCall(true, "");
        }
    }

    /**
     * Counts documents of retrieval, before the prompt is made of them.
     *
     * @param documents how many
     * @param chars their text, in characters
     * @throws RideOverException when they are more than the ride may have
     */
    public void retrieved(int documents, long chars) {
        cancellation().throwIfCancelled();
        synchronized (counting) {
            if (account().counted(Unit.RETRIEVED_DOCUMENTS) + documents > retrievalLimit()) {
                throw new RideOverException(
                        Reason.RIDE_SPENT,
                        "caps.retrieved-documents",
                        "The request may use " + retrievalLimit() + " retrieved documents.");
            }
            if (chars > ride.caps().max(Capped.RETRIEVED_CHARS) - retrievedChars) {
                throw new RideOverException(
                        Reason.RIDE_SPENT, "caps.retrieved-chars", "The retrieved documents are too long.");
            }
            account().count(Unit.RETRIEVED_DOCUMENTS, documents, Money.ZERO);
            retrievedChars += chars;
        }
    }

    /**
     * Counts uploaded files. An adapter that reads the upload does it by itself.
     *
     * @param count how many more
     */
    public void files(int count) {
        account().count(Unit.FILES, count, Money.ZERO);
    }

    /**
     * Records one model call that no dialect could see: that of a client which Faregate does not guard, or the usage
     * of a guarded call whose reply named none.
     *
     * @param model the model that was called
     * @param usage what it used
     * @throws IllegalArgumentException when the model has no price for it
     */
    public void record(String model, Usage usage) {
        account().record(model, usage);
    }

    /**
     * What the ride costs so far; calls that run count with their estimate.
     *
     * @return the cost
     */
    public Money cost() {
        return account().cost();
    }

    /** Ends the ride: early and final. The filter ends it by itself when the response is done. */
    @Override
    public void close() {
        ride.finish(0, null);
    }

    /** Refuses a call of a model that is blocked. */
    void requireUnblocked(String model) {
        if (ride.gate().killSwitch().look(model).isBlocked()) {
            throw new RideOverException(Reason.BLOCKED, "switch", "The model of the provider call is blocked.");
        }
    }

    RideAccount account() {
        return ride.account();
    }

    Estimate estimate() {
        return ride.estimate();
    }

    Optional<Dialect> dialectOf(URI provider) {
        return ride.gate().providers().find(provider);
    }

    ToolPolicy tools() {
        return ride.route().tools();
    }

    TokenEstimator tokens() {
        return ride.gate().tokens();
    }
}
