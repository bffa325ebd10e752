package io.faregate.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** A body is read as bytes or as characters, whichever is asked for first. Used by one thread at a time. */
final class BodyOnce {
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    /** Opens the body, the first time. */
    interface Opening {
        ServletInputStream open() throws IOException;
    }

    ServletInputStream stream(Opening opening) throws IOException {
        if (reader != null) {
            throw new IllegalStateException("getReader() was called already.");
        }
        ServletInputStream open = stream == null ? opening.open() : stream;
        stream = open;
        return open;
    }

    BufferedReader reader(Opening opening, Charset charset) throws IOException {
        BufferedReader open = reader;
        if (open != null) {
            return open;
        }
        if (stream != null) {
            throw new IllegalStateException("getInputStream() was called already.");
        }
        open = new BufferedReader(new InputStreamReader(opening.open(), charset));
        reader = open;
        return open;
    }

    boolean isTaken() {
        return stream != null || reader != null;
    }
}
