package io.faregate.samples.jaxrs.app;

import io.faregate.Inference;
import io.faregate.jaxrs.Guarded;
import io.faregate.ride.CancelReason;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers a question word by word, as the model writes. Who may ask, and for how much, is the gate's business. */
@Path("chat")
public final class ChatResource {
    private static final String DATA = "data: {";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI provider;

    /**
     * A resource.
     *
     * @param provider where chats of the provider are
     */
    public ChatResource(URI provider) {
        this.provider = provider;
    }

    /**
     * Streams the answer to a question, and what it did cost.
     *
     * @param message the question
     * @param inference the ride, which has let it in
     * @param sink where the events go
     * @param sse makes them
     * @throws IOException when the provider can not be reached
     * @throws InterruptedException when the server stops meanwhile
     */
    @POST
    @Guarded("/chat")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void chat(
            @FormParam("message") String message,
            @HeaderParam(Guarded.RIDE) Inference inference,
            @Context SseEventSink sink,
            @Context Sse sse)
            throws IOException, InterruptedException {
        // nobody else knows when the last event is sent, so that the ride ends here
        try (inference;
                Stream<String> lines = ask(inference, message);
                sink) {
            for (String line : (Iterable<String>) lines.filter(line -> line.startsWith(DATA))::iterator) {
                if (sink.isClosed()) {
                    inference.cancellation().cancel(CancelReason.CLIENT_GONE);
                    return;
                }
                sink.send(sse.newEvent(text(line)));
            }
            sink.send(sse.newEvent("cost", inference.cost().toString()));
        }
    }

    private Stream<String> ask(Inference inference, String message) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> reply = inference.call(client, prompt(inference, message), BodyHandlers.ofLines());
        if (reply.statusCode() != Status.OK.getStatusCode()) {
            reply.body().close();
            throw new WebApplicationException("the provider says " + reply.statusCode(), Status.BAD_GATEWAY);
        }
        return reply.body();
    }

    private HttpRequest prompt(Inference inference, String message) {
        ObjectNode prompt = JsonMapper.shared().createObjectNode().put("model", inference.model());
        // as the gate has let them in: of a million tokens that were asked for, 400
        prompt.put("stream", true).put("max_completion_tokens", inference.maxOutputTokens());
        prompt.putArray("messages").addObject().put("role", "user").put("content", message);
        return HttpRequest.newBuilder(provider)
                .header("Authorization", "Bearer " + Objects.requireNonNullElse(System.getenv("OPENAI_API_KEY"), ""))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(prompt.toString()))
                .build();
    }

    private static String text(String line) {
        return JsonMapper.shared()
                .readTree(line.substring(DATA.length() - 1))
                .at("/choices/0/delta/content")
                .stringValue("");
    }
}
