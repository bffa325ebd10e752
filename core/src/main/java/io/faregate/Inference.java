package io.faregate;

import io.faregate.body.Capped;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.ride.Caller;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord.ModelChoice;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

    /** The name of a request attribute by which the application says what it is about to do, as {@code summarize}. */
    public static final String TASK = "io.faregate.task";

    private final Ride ride;
    private final CountedWork work;

    Inference(Ride ride) {
        this.ride = ride;
        this.work = new CountedWork(ride);
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
     * The model that this ride gives to one of its tasks, as the route's {@code model.tasks} says for the caller's plan.
     * Naming the task before the gate sees the request, as the attribute {@link #TASK}, chooses the ride's own model by
     * it.
     *
     * @param task the application's name for what it is about to do
     * @return the model's name; that of the ride where the policy says nothing of the task
     */
    public String model(String task) {
        return ride.model(task);
    }

    /**
     * Which model the body named, which was given, and why.
     *
     * @return the same as the record has
     */
    public ModelChoice modelChoice() {
        return ride.modelChoice();
    }

    /**
     * The most output tokens of one call.
     *
     * @return tokens, as clamped
     */
    public long maxOutputTokens() {
        return ride.estimate().output();
    }

    /**
     * The most replies to one prompt, or pictures of one request.
     *
     * @return replies, as clamped; of a form, as the policy caps them
     */
    public long maxChoices() {
        return ride.estimate().choices();
    }

    /**
     * The most turns of the agent.
     *
     * @return steps, as clamped
     */
    public long maxSteps() {
        return ride.estimate().steps();
    }

    /**
     * The most documents that retrieval may put into the prompt.
     *
     * @return documents, as clamped
     */
    public long retrievalLimit() {
        return ride.estimate().documents();
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
        return ProviderSend.begin(this, request, handler).by(client);
    }

    /**
     * The same without a thread that waits. All that {@link #call} may throw comes by the future. Cancelling the future,
     * or one that was derived from it, stops the provider, too; once it has a body that streams, closing that does.
     *
     * @param <T> the type of the body
     * @param client sends the request
     * @param request the request; its body is read and may be changed
     * @param handler reads the response; asked by a thread of the client
     * @return the provider's response, as soon as the handler's reader has its body
     */
    public <T> CompletableFuture<HttpResponse<T>> callAsync(
            HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        return new ProviderSendAsync<>(this, request, handler).by(client);
    }

    /**
     * A view of a client for libraries that take one, for this ride alone: whatever is sent through it is a call as of
     * {@link #call} or {@link #callAsync}, and each attempt of a library that tries again is one. It opens no web sockets,
     * and takes no pushed responses.
     *
     * @param client sends the requests; it stays open when the view is closed
     * @return the view
     */
    public HttpClient client(HttpClient client) {
        return new GuardedHttpClient(this, client);
    }

    /**
     * Counts one turn of an agent's loop; call it before each.
     *
     * @throws RideOverException when the steps are spent or the ride is cancelled
     */
    public void step() {
        work.step();
    }

    /**
     * Asks for one call of a tool. An allowed one is counted, and so is one of a tool that the route does not have, or whose
     * arguments are not those of the policy's schema, as it would be tried again and again otherwise. When there are no
     * calls left, twenty more are refused; then the ride is over.
     *
     * @param name the tool's name, as the model said it
     * @param arguments the arguments, as the model said them
     * @return whether it may be called, and what the model may be told when not
     * @throws RideOverException when the ride is cancelled, its money is spent, or refusals are not heeded
     */
    public ToolCall tool(String name, String arguments) {
        return work.tool(name, arguments);
    }

    /**
     * Counts what a tool gave back, before it goes into the prompt.
     *
     * @param chars its text, in characters
     * @throws RideOverException when it is longer than the ride may have, see {@link #maxToolResultChars}
     * @throws IllegalStateException when no call was asked for that it could be of
     */
    public void toolResult(long chars) {
        work.result(chars);
    }

    /**
     * The longest result of a tool, for applications that shorten what is longer.
     *
     * @return characters; {@link Long#MAX_VALUE} when the policy says nothing
     */
    public long maxToolResultChars() {
        return ride.caps().max(Capped.TOOL_RESULT_CHARS);
    }

    /**
     * Counts documents of retrieval, before the prompt is made of them.
     *
     * @param documents how many
     * @param chars their text, in characters
     * @throws RideOverException when they are more than the ride may have
     */
    public void retrieved(int documents, long chars) {
        work.retrieved(documents, chars);
    }

    /**
     * Counts uploaded files. An adapter that reads the upload does it by itself.
     *
     * @param count how many more
     */
    public void files(int count) {
        work.files(count);
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
        ride.account().record(model, usage);
    }

    /**
     * What the ride costs so far; calls that run count with their estimate.
     *
     * @return the cost
     */
    public Money cost() {
        return ride.account().cost();
    }

    /**
     * Keeps the ride open for work that goes on after the response, as behind a 202. From now on the client may leave; the
     * ride ends when it is closed, or with its new deadline, and is charged until then as any other.
     *
     * @param duration how long the work may take from now on, instead of the route's {@code duration}; at most a day
     * @throws IllegalArgumentException when it is not positive, or longer than a day
     * @throws RideOverException when the ride is cancelled or has ended
     */
    public void detach(Duration duration) {
        ride.detach(duration);
    }

    /**
     * How many calls of models this ride has seen, those that run and those that were recorded included.
     *
     * @return calls
     */
    public int providerCalls() {
        return ride.account().calls();
    }

    /**
     * How many of them went through the ride, whether they run or not: those that were recorded are not among them.
     *
     * @return calls
     */
    public int guardedCalls() {
        return ride.account().opened();
    }

    /** Ends the ride: early and final. The filter ends it by itself when the response is done. */
    @Override
    public void close() {
        ride.close();
    }

    Ride ride() {
        return ride;
    }
}
