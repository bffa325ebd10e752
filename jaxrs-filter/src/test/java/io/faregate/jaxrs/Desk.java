package io.faregate.jaxrs;

import io.faregate.Inference;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The resource behind the gate: shows what reached it. {@link DeskServlet} is the same as a servlet. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class Desk {
    /** Also for the routes that are only refused. */
    @POST
    @Path("{any: echo|pro|once|rate|poor|open}")
    public String echo(String body) {
        return body;
    }

    @POST
    @Path("below/{what}")
    public String below(@PathParam("what") String what, String body) {
        return body;
    }

    @POST
    @Path("threads/{id}/chat")
    public String talk(@PathParam("id") String id, String body) {
        return body;
    }

    @POST
    @Path("threads/{id}/{more}/chat")
    public String talkMore(@PathParam("id") String id, @PathParam("more") String more, String body) {
        return body;
    }

    @GET
    @Path("below/{what}")
    public String look(@PathParam("what") String what) {
        return what;
    }

    @POST
    @Path("stripped")
    public String stripped(@Context HttpHeaders headers, @QueryParam("lang") String lang, String body) {
        return body + headers.getHeaderString("OpenAI-New") + lang;
    }

    @POST
    @Path("async")
    public void later(@Suspended AsyncResponse response, String body) {
        new Thread(() -> response.resume(body)).start();
    }

    @POST
    @Path("nothing")
    public void nothing(String body) {}

    @POST
    @Path("fail")
    public String fail(String body) {
        throw new IllegalStateException("This is what the test wants.");
    }

    @POST
    @Path("over")
    public String over(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        inference.step();
        inference.step();
        return body;
    }

    @POST
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void events(
            @Context SseEventSink sink, @Context Sse sse, @HeaderParam(Guarded.RIDE) Inference inference, String body) {
        try (sink;
                inference) {
            sink.send(sse.newEvent("one")).toCompletableFuture().join();
        }
    }

    @POST
    @Path("form")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_PLAIN)
    public String form(@FormParam("message") String message, @FormParam("maxOutputTokens") String most) {
        return message + " " + most;
    }

    @POST
    @Path("upload")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.TEXT_PLAIN)
    public String upload(InputStream form) throws IOException {
        return Integer.toString(form.readAllBytes().length);
    }

    @GET
    @Path("ask")
    @Produces(MediaType.TEXT_PLAIN)
    public String ask(@QueryParam("message") String message, @QueryParam("maxOutputTokens") String most) {
        return message + " " + most;
    }

    @POST
    @Path("chat")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public StreamingOutput chat(String body) {
        return out -> {
            for (String chunk : DeskServlet.CHUNKS) {
                out.write(chunk.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        };
    }
}
