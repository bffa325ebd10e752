package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** One way to read a form. */
enum FormWay {
    PARTS,
    PART,
    PARAMETER,
    PARAMETERS,
    NAMES,
    VALUES,
    STREAM,
    BYTES,
    READER;

    boolean isStream() {
        return this == STREAM || this == BYTES || this == READER;
    }

    void read(HttpServletRequest request) throws IOException, ServletException {
        switch (this) {
            case PARTS -> request.getParts().forEach(part -> {});
            case PART -> assertThat(request.getPart("nothing")).isNull();
            case PARAMETER -> assertThat(request.getParameter("q")).isEqualTo("1");
            case PARAMETERS -> assertThat(request.getParameterMap()).containsKey("q");
            case NAMES ->
                assertThat(request.getParameterNames().hasMoreElements()).isTrue();
            case VALUES -> assertThat(request.getParameterValues("q")).isNotEmpty();
            case STREAM -> request.getInputStream().readAllBytes();
            case BYTES -> singly(request.getInputStream());
            case READER -> request.getReader().lines().forEach(line -> {});
        }
    }

    private static void singly(ServletInputStream in) throws IOException {
        int next = in.read();
        while (next >= 0) {
            next = in.read();
        }
    }
}
