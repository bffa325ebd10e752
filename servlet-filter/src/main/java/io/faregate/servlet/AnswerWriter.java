package io.faregate.servlet;

import io.faregate.Decision.Refused;
import io.faregate.body.EventEnd;
import io.faregate.ride.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes an answer of the gate into a response. */
final class AnswerWriter {
    private AnswerWriter() {}

    /** Writes a refusal behind what others have written; false where none can stand, as in a page. */
    static boolean writeBehind(Refused refused, HttpServletResponse response) throws IOException {
        String type = response.getContentType();
        EventEnd end = EventEnd.of(type, response.getHeader("Content-Encoding"), false);
        Optional<byte[]> words = refused.lastWords(type).flatMap(end::before);
        if (words.isEmpty() || response.containsHeader("Content-Length")) {
            return false;
        }
        try {
            var out = response.getOutputStream();
            out.write(words.get());
            out.flush();
        } catch (IllegalStateException writerTaken) {
            response.getWriter().write(new String(words.get(), StandardCharsets.US_ASCII));
            response.getWriter().flush();
        }
        return true;
    }

    /** Writes an answer into a response that is not committed. */
    static void write(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("Content-Type")) {
                response.setContentType(value);
            } else {
                response.setHeader(name, value);
            }
        });
        if (answer.body().isEmpty()) {
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        try {
            var out = response.getOutputStream();
            response.setContentLength(body.length);
            out.write(body);
        } catch (IllegalStateException writerTaken) {
            // an earlier filter wrote characters: only its writer is left, in its encoding
            response.getWriter().write(answer.body());
        }
    }
}
