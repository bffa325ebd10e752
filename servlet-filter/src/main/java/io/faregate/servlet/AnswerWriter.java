package io.faregate.servlet;

import io.faregate.ride.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes an answer of the gate into a response that is not committed. */
final class AnswerWriter {
    private AnswerWriter() {}

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
