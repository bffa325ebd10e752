package io.faregate.servlet;

import io.faregate.body.FormReader;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Shows the parts that a container made of a form to the reader that checks them, in their order. */
final class FormParts {
    private static final int PIECE = 8 * 1024;

    private final FormReader reader;

    FormParts(FormReader reader) {
        this.reader = reader;
    }

    void check(Collection<Part> parts) throws IOException {
        for (Part part : parts) {
            check(part);
        }
        reader.end();
    }

    private void check(Part part) throws IOException {
        String name = String.valueOf(part.getName());
        String fileName = part.getSubmittedFileName();
        if (fileName == null && !hasFileName(part)) {
            reader.beginField(name);
            text(part);
        } else {
            reader.beginFile(name, fileName == null || !fileName.isEmpty());
            reader.size(part.getSize());
        }
        reader.endPart();
    }

    /** A name that a container can not read makes a file all the same. */
    private static boolean hasFileName(Part part) {
        @Nullable String disposition = part.getHeader("Content-Disposition");
        return disposition != null && disposition.matches("(?is).*;\\s*filename.*");
    }

    /** What the application reads as a parameter is in memory then, too. */
    private void text(Part part) throws IOException {
        byte[] piece = new byte[PIECE];
        try (InputStream in = part.getInputStream()) {
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                reader.add(piece, 0, read);
            }
        }
    }
}
