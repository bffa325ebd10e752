package io.faregate.samples.chat.web;

import io.faregate.Inference;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Summarizes an uploaded text file, the form's part {@code file}. */
public final class SummarizeServlet extends ModelServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 40_000;
    private static final String INSTRUCTIONS = "Summarize the user's document in a few sentences.";

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, Inference inference)
            throws IOException, ServletException {
        Part file = request.getPart("file");
        if (file == null) {
            fail(response, HttpServletResponse.SC_BAD_REQUEST, "The form has no part 'file'.");
            return;
        }
        String text;
        try (InputStream upload = file.getInputStream()) {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(upload.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException notText) {
            fail(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "The file is not UTF-8 text.");
            return;
        }
        String start =
                text.substring(0, text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length()))));
        JsonNode completion = complete(inference, prompt(inference, inference.maxOutputTokens(), INSTRUCTIONS, start));
        String summary = completion
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .stringValue("");
        write(response, reply(inference, summary).set("usage", completion.path("usage")));
    }
}
