package io.faregate.body;

import io.faregate.cost.Prompt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A prompt as a library tells it that shows no body: by its texts, in no dialect. Immutable.
 *
 * @param texts every text that the model will read, names of tools and their schemas included
 * @param messages how many messages they are in
 * @param tools how many tools are defined in them
 * @param pictureCount how many pictures and documents are shown beside them, of any size
 */
public record ToldPrompt(List<String> texts, int messages, int tools, int pictureCount) implements Prompt {

    /**
     * Keeps the texts as they are.
     *
     * @param texts every text that the model will read
     * @param messages how many messages they are in
     * @param tools how many tools are defined in them
     * @param pictureCount how many pictures and documents are shown beside them
     */
    public ToldPrompt {
        texts = List.copyOf(texts);
        if (messages < 0 || tools < 0 || pictureCount < 0) {
            throw new IllegalArgumentException("negative size: " + messages + ", " + tools + ", " + pictureCount);
        }
    }

    @Override
    public long utf8Bytes() {
        long bytes = (long) pictureCount * Findings.PICTURE;
        for (String text : texts) {
            bytes += Utf8.size(text.toCharArray(), 0, text.length()) + WrittenOut.more(text);
        }
        return bytes;
    }

    @Override
    public Iterator<String> pieces(int chars) {
        return texts.stream().flatMap(text -> pieces(text, chars).stream()).iterator();
    }

    /** Its size alone: what a prompt says is in no log. */
    @Override
    public String toString() {
        return "ToldPrompt[utf8Bytes=" + utf8Bytes() + ", messages=" + messages + ", tools=" + tools + "]";
    }

    private static List<String> pieces(String text, int chars) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + chars);
            if (to < text.length() && Character.isSurrogatePair(text.charAt(to - 1), text.charAt(to))) {
                to--;
            }
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }
}
