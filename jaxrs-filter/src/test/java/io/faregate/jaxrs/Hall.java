package io.faregate.jaxrs;

import io.faregate.Inference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPOutputStream;

/** Resources with annotations, and with endings of all kinds. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public final class Hall {
    /** Rides whose methods have begun, for tests to look at. */
    final BlockingQueue<Inference> begun = new LinkedBlockingQueue<>();

    @POST
    @Path("chats/{id}/messages")
    @Guarded("/chats")
    public String say(@PathParam("id") String id, @HeaderParam(Guarded.RIDE) Inference inference, String body) {
        begun.add(inference);
        return body;
    }

    @POST
    @Path("room")
    @Guarded("/room")
    public String enter(String body) {
        return body;
    }

    /** Not annotated, but its path is that of a route. */
    @PUT
    @Path("room")
    public String furnish(String body) {
        return body;
    }

    @GET
    @Path("asked")
    @Guarded("/asked")
    public String ask(@QueryParam("maxOutputTokens") String most) {
        return most;
    }

    @POST
    @Path("threads/{id}/chat")
    public String talk(@PathParam("id") String id, String body) {
        return body;
    }

    @POST
    @Path("folders/{name}")
    public String open(@PathParam("name") String name, String body) {
        return body;
    }

    @POST
    @Path("notes")
    @Guarded("/threads/{id}/notes")
    public String note(@Context HttpServletRequest request, String body) {
        return ((Inference) request.getAttribute(Inference.ATTRIBUTE)).id();
    }

    /** Found while a request runs, not at the start. */
    @Path("locator")
    public Below below() {
        return new Below();
    }

    /** What the locator finds. */
    public static final class Below {
        @POST
        @Path("messages")
        @Guarded("/chats")
        public String say(String body) {
            return body;
        }
    }

    @POST
    @Path("unguarded")
    public String whose(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        return inference == null ? "nobody's" : inference.id();
    }

    @POST
    @Path("path")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void keepOpen(
            @Context SseEventSink sink, @Context Sse sse, @HeaderParam(Guarded.RIDE) Inference inference, String body) {
        sink.send(sse.newEvent("one")).toCompletableFuture().join();
        begun.add(inference);
    }

    /** Has a sink, and answers otherwise. */
    @PATCH
    @Path("path")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void refuse(@Context SseEventSink sink, String body) {
        if (!sink.isClosed()) {
            throw new ClientErrorException(409);
        }
    }

    @PUT
    @Path("path")
    public String fail(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        begun.add(inference);
        throw new IllegalStateException("This is what the test wants.");
    }

    @POST
    @Path("stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public StreamingOutput stream(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        return out -> {
            out.write("data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            inference.step();
            inference.step();
        };
    }

    /** Lines of JSON, the last of which is not whole. */
    @POST
    @Path("lines")
    @Produces("application/x-ndjson")
    public StreamingOutput lines(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        return out -> {
            out.write("{\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n{\"choices\""
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            inference.step();
            inference.step();
        };
    }

    /** Compressed by the method itself. */
    @PUT
    @Path("lines")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response zipped(String body) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        StreamingOutput entity = out -> out.write(compressed.toByteArray());
        return Response.ok(entity).header("Content-Encoding", "gzip").build();
    }

    /** Ends before a byte is written. */
    @PUT
    @Path("stream")
    public StreamingOutput endAtOnce(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        return out -> {
            inference.step();
            inference.step();
        };
    }

    /** Waits for a form, of which a byte has come. */
    @POST
    @Path("upload")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public String upload(@HeaderParam(Guarded.RIDE) Inference inference, InputStream form) throws IOException {
        form.read();
        begun.add(inference);
        return Integer.toString(form.readAllBytes().length);
    }

    /** Writes for as long as somebody reads. */
    @PATCH
    @Path("stream")
    public StreamingOutput endless(@HeaderParam(Guarded.RIDE) Inference inference, String body) {
        byte[] piece = new byte[8 * 1024];
        return out -> {
            begun.add(inference);
            while (true) {
                out.write(piece);
                out.flush();
            }
        };
    }
}
