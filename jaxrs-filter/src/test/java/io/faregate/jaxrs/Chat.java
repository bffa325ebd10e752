package io.faregate.jaxrs;

import io.faregate.Inference;
import io.faregate.ride.CancelReason;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;

/** The resource of docs/jax-rs.md. */
@Path("chats/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class Chat {
    static volatile URI provider;

    private final HttpClient client = HttpClient.newHttpClient();

    // tag::method[]
    @POST
    @Path("messages")
    @Guarded("/chats")
    public String say(@HeaderParam(Guarded.RIDE) Inference inference, @PathParam("id") String id, String message)
            throws Exception {
        return inference.call(client, to(message), BodyHandlers.ofString()).body();
    }
    // end::method[]

    // tag::streamed[]
    @POST
    @Path("stream")
    @Guarded("/chats")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public StreamingOutput stream(@HeaderParam(Guarded.RIDE) Inference inference, String message) throws Exception {
        InputStream reply = inference
                .call(client, to(message), BodyHandlers.ofInputStream())
                .body();
        return out -> {
            try (reply) {
                reply.transferTo(out);
            }
        };
    }
    // end::streamed[]

    // tag::async[]
    @POST
    @Path("later")
    @Guarded("/chats")
    public void later(
            @Suspended AsyncResponse response, @HeaderParam(Guarded.RIDE) Inference inference, String message) {
        inference
                .callAsync(client, to(message), BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .thenAccept(response::resume)
                .exceptionally(failure -> {
                    response.resume(failure.getCause());
                    return null;
                });
    }
    // end::async[]

    // tag::events[]
    @POST
    @Path("events")
    @Guarded("/chats")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(
            @Context SseEventSink sink,
            @Context Sse sse,
            @HeaderParam(Guarded.RIDE) Inference inference,
            String message)
            throws Exception {
        try (inference;
                sink;
                Stream<String> lines = inference
                        .call(client, to(message), BodyHandlers.ofLines())
                        .body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                sink.send(sse.newEvent(line))
                        .exceptionally(left -> {
                            inference.cancellation().cancel(CancelReason.CLIENT_GONE);
                            return null;
                        })
                        .toCompletableFuture()
                        .join();
            }
        } catch (UncheckedIOException stopped) {
            // the ride was cancelled while the provider spoke
        }
    }
    // end::events[]

    private static HttpRequest to(String message) {
        return HttpRequest.newBuilder(provider)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(message))
                .build();
    }
}
