package io.faregate.servlet;

import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The response of an admitted ride: all bytes and characters go through one {@link GuardedOutput}, and nothing else is
 * changed. As thread-safe as the container's.
 */
final class GuardedResponse extends TurnedResponse {
    private static final Set<String> OF_BODY = Set.of("content-type", "content-length", "content-encoding");

    private final ServletRide ride;
    private final GuardedOutput output;
    private final List<Header> before = new ArrayList<>();
    private @Nullable PrintWriter writer;
    private @Nullable EncodingWriter encoder;
    private boolean streamTaken;
    private long early = -1;

    GuardedResponse(HttpServletResponse response, ServletRide ride) {
        super(response, ride.turns());
        this.ride = ride;
        this.output = new GuardedOutput(response, ride);
        response.getHeaderNames().forEach(name -> before.add(new Header(name, List.copyOf(response.getHeaders(name)))));
    }

    /** A header that was there before, with at least one value. */
    private record Header(String name, List<String> values) {}

    GuardedOutput output() {
        return output;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (writer != null) {
            throw new IllegalStateException("getWriter() was called already.");
        }
        streamTaken = true;
        declareEarly();
        return output;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter open = writer;
        if (open != null) {
            return open;
        }
        if (streamTaken) {
            throw new IllegalStateException("getOutputStream() was called already.");
        }
        String encoding = getCharacterEncoding();
        super.setCharacterEncoding(encoding);
        EncodingWriter made = new EncodingWriter(output, Charset.forName(encoding));
        open = new PrintWriter(made);
        encoder = made;
        writer = open;
        declareEarly();
        return open;
    }

    @Override
    public void flushBuffer() throws IOException {
        declareEarly();
        output.flushBuffer();
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        if (writer == null) {
            super.setCharacterEncoding(encoding);
        }
    }

    /** The encoding is fixed once the writer is out; the rest of the type is not. */
    @Override
    public void setContentType(String type) {
        if (writer == null || type == null) {
            super.setContentType(type);
        } else {
            String encoding = getCharacterEncoding();
            int parameters = type.indexOf(';');
            String media = parameters < 0 ? type : type.substring(0, parameters);
            super.setContentType(media + ";charset=" + encoding);
        }
        declareEarly();
    }

    @Override
    public void setContentLengthLong(long length) {
        boolean isBegun = streamTaken || writer != null;
        if (getContentType() == null && !isBegun) {
            // the type that comes may be one of which fewer bytes go out, and Jetty holds an application to its length
            early = length;
        } else {
            declare(length);
        }
    }

    private void declare(long length) {
        if (!output.mayWithhold()) {
            super.setContentLengthLong(length);
            output.declared(length);
        }
    }

    private void declareEarly() {
        long length = early;
        early = -1;
        if (length >= 0) {
            declare(length);
        }
    }

    @Override
    public void setHeader(String name, String value) {
        if (!isOfBody(name, value)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!isOfBody(name, value)) {
            super.addHeader(name, value);
        }
    }

    /** What has a method of its own goes that way; a length that is none is the container's to judge. */
    private boolean isOfBody(String name, String value) {
        if (name.equalsIgnoreCase("Content-Type")) {
            setContentType(value);
            return true;
        }
        if (!name.equalsIgnoreCase("Content-Length")) {
            return false;
        }
        try {
            setContentLengthLong(Long.parseLong(value));
            return true;
        } catch (NumberFormatException none) {
            return output.mayWithhold();
        }
    }

    @Override
    public void resetBuffer() {
        ride.turns().between(() -> {
            super.resetBuffer();
            dropped();
        });
    }

    @Override
    public void reset() {
        ride.turns().between(() -> {
            super.reset();
            ride.ride().headers().forEach(super::setHeader);
            output.declared(-1);
            dropped();
            writer = null;
            encoder = null;
            streamTaken = false;
            early = -1;
        });
    }

    @Override
    public void sendError(int status) throws IOException {
        answerInstead(() -> super.sendError(status));
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        answerInstead(() -> super.sendError(status, message));
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        answerInstead(() -> super.sendRedirect(location));
    }

    /** The container may write it at once, and close. */
    private void answerInstead(Turns.Step answer) throws IOException {
        ride.turns().flush(() -> {
            answer.run();
            dropped();
            output.over();
        });
    }

    private void dropped() {
        output.dropped();
        if (encoder != null) {
            encoder.dropped();
        }
    }

    /** Says that the ride is over: as an answer, or as the last event of a stream that has begun. */
    boolean tell(RideOverException over) throws IOException {
        return ride.turns().alone(() -> answer(over) || isToldByContainer(over) || output.tell(over));
    }

    /** Says it to nobody, or to a client that was only taken for gone: what had no answer must not look like a good one. */
    boolean tellLost(RideOverException over) throws IOException {
        return ride.turns().last(() -> answer(over));
    }

    private boolean answer(RideOverException over) throws IOException {
        if (isCommitted()) {
            return false;
        }
        startAgain();
        AnswerWriter.write(ride.ride().answer(over), (HttpServletResponse) getResponse());
        return true;
    }

    /** Newer lines of Tomcat give up on a silent client with an answer of their own, which takes no other. */
    private boolean isToldByContainer(RideOverException over) {
        return over.reason() == Reason.BODY_TIMEOUT
                && getStatus() == over.reason().status();
    }

    /** Back to what earlier filters had made of it, as headers for other origins. */
    private void startAgain() {
        reset();
        for (Header header : before) {
            if (!OF_BODY.contains(header.name().toLowerCase(Locale.ROOT))) {
                super.setHeader(header.name(), header.values().get(0));
                header.values().stream().skip(1).forEach(value -> super.addHeader(header.name(), value));
            }
        }
    }

    /** The application has written all; passes on what is held back. A client that left does not matter any more. */
    void finish() {
        try {
            declareEarly();
            if (encoder != null) {
                encoder.finish();
            }
            output.finish();
        } catch (IOException | IllegalStateException lost) {
            // the output has told the ride already
        }
    }

    /** The status that counts when the application ended by itself. */
    int status() {
        return status(false);
    }

    /** The status that counts when the application failed. */
    int failedStatus() {
        return status(true);
    }

    /** Nothing reached a client that is gone: that is no status, and must not look like an error. */
    private int status(boolean failed) {
        if (ride.isCompleted()) {
            return 0;
        }
        int sent = sentStatus();
        if (sent != 0 || ride.isGone()) {
            return sent;
        }
        return failed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : getStatus();
    }

    /** The status that is on its way to the client, 0 while there is none. */
    int sentStatus() {
        try {
            return isCommitted() ? getStatus() : 0;
        } catch (NullPointerException | IllegalStateException recycled) {
            return 0;
        }
    }
}
