package io.faregate.okhttp;

import io.faregate.Inference;
import io.faregate.ProviderCall;
import io.faregate.ride.CancellationToken;
import io.faregate.ride.CancellationToken.Registration;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call of an OkHttp client a call of a ride: priced and clamped from the body that goes out, metered while the
 * response streams, and cancelled with the ride, at any point. A call without a ride is refused. Add it as an interceptor
 * of the application, not as one of the network; what it is added behind may still change the request.
 *
 * <pre>{@code
 * OpenAIClient openai = OpenAIOkHttpClient.builder()
 *         .fromEnv()
 *         .addInterceptor(RideInterceptor.of(Inference.of(request::getAttribute)))
 *         .maxRetries(0)
 *         .build();
 * }</pre>
 *
 * <p>What ends a ride comes as an {@link IOException} whose cause is the {@link RideOverException}, since OkHttp passes no
 * other exception on from a call that is enqueued. A library that tries again after one does so in vain, and late: each
 * attempt is a call of its own, and none is sent once the ride is over. Web sockets are refused. Thread-safe.
 */
public final class RideInterceptor implements Interceptor {
    private final Function<Request, @Nullable Inference> rides;

    private RideInterceptor(Function<Request, @Nullable Inference> rides) {
        this.rides = rides;
    }

    /**
     * An interceptor for the client of one ride.
     *
     * @param ride pays for whatever the client calls
     * @return a new interceptor
     */
    public static RideInterceptor of(Inference ride) {
        Objects.requireNonNull(ride, "ride");
        return new RideInterceptor(request -> ride);
    }

    /**
     * An interceptor for a client that all rides share: each request names its ride, as {@code
     * builder.tag(Inference.class, inference)}.
     *
     * @return a new interceptor
     */
    public static RideInterceptor tagged() {
        return new RideInterceptor(request -> request.tag(Inference.class));
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        ProviderCall call = begin(request);
        Runnable stop = chain.call()::cancel;
        Registration stopping = call.cancellation().onCancel(stop);
        PricedRequestBody body = request.body() == null ? null : new PricedRequestBody(request.body(), call.body());
        try {
            return metered(chain.proceed(priced(request, body)), call, stopping, stop);
        } catch (IOException | RuntimeException failure) {
            stopping.close();
            end(call, body, failure);
            throw told(failure, call.cancellation());
        }
    }

    private ProviderCall begin(Request request) throws IOException {
        Inference ride = rides.apply(request);
        if (ride == null) {
            throw new IOException(
                    "The request to " + request.url().host() + " has no ride: tag it with its Inference.");
        }
        if (request.header("Upgrade") != null) {
            throw new IOException("A web socket can not be metered, so that no ride opens one.");
        }
        try {
            return ProviderCall.begin(ride, request.url().uri(), bytes(ride, request));
        } catch (RideOverException over) {
            throw ended(over);
        } catch (IllegalArgumentException unpriced) {
            throw new IOException(unpriced.getMessage(), unpriced);
        }
    }

    private static byte @Nullable [] bytes(Inference ride, Request request) throws IOException {
        RequestBody body = request.body();
        if (body == null || !ProviderCall.reads(ride, request.url().uri())) {
            return null;
        }
        if (body.isDuplex()) {
            throw new IOException("A body that is written while its response is read can not be priced.");
        }
        Buffer buffer = new Buffer();
        body.writeTo(buffer);
        return buffer.readByteArray();
    }

    private static Request priced(Request request, @Nullable PricedRequestBody body) {
        return body == null
                ? request
                : request.newBuilder().method(request.method(), body).build();
    }

    private static Response metered(Response answer, ProviderCall call, Registration stopping, Runnable stop) {
        ResponseBody body = Objects.requireNonNull(answer.body(), "a response of a call has a body");
        call.responded(answer.code(), header(answer, "Content-Type"), header(answer, "Content-Encoding"));
        return answer.newBuilder()
                .body(new MeteredResponseBody(body, call, stopping, stop))
                .build();
    }

    private static String header(Response answer, String name) {
        return Objects.requireNonNullElse(answer.header(name), "");
    }

    /** By its exceptions alone a connection that was not made in time looks as a response that did not come in time. */
    private static void end(ProviderCall call, @Nullable PricedRequestBody body, Exception failure) {
        if (body != null && !body.isBegun()) {
            call.neverSent();
        } else {
            call.failed(failure);
        }
    }

    /** What a cancelled ride made of a call is told as that. */
    static IOException told(Exception failure, CancellationToken token) {
        try {
            token.throwIfCancelled();
        } catch (RideOverException over) {
            over.addSuppressed(failure);
            return ended(over);
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (IOException) failure;
    }

    private static IOException ended(RideOverException over) {
        return new IOException(over.getMessage(), over);
    }
}
