package io.faregate.integrations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a page that a program writes, between two comments with its name. */
public final class MarkedPart {
    private MarkedPart() {}

    /** Puts a text in the place of what the program wrote before. */
    public static void write(Path page, String program, String text) throws IOException {
        String begin = "<!-- written by " + program + " -->\n";
        String end = "<!-- end of " + program + " -->\n";
        String whole = Files.readString(page);
        int from = whole.indexOf(begin);
        int to = whole.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(page + " has no part of " + program + ": " + begin + "and " + end);
        }
        Files.writeString(page, whole.substring(0, from + begin.length()) + "\n" + text + whole.substring(to));
    }
}
