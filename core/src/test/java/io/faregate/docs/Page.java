package io.faregate.docs;

import java.util.ArrayList;
import java.util.List;

/** The fenced blocks of a Markdown page. */
final class Page {
    /**
     * A fenced block.
     *
     * @param language the first word after the fence; empty for none
     * @param line the line of the fence, from one
     * @param text the lines between the fences
     */
    record Block(String language, int line, String text) {}

    private Page() {}

    /** All blocks of a page; fails when one is not closed. */
    static List<Block> blocks(String markdown) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = markdown.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String fence = fence(lines.get(i));
            if (!fence.isEmpty()) {
                int end = end(lines, i, fence);
                blocks.add(block(lines, i, end, fence));
                i = end;
            }
        }
        return blocks;
    }

    private static Block block(List<String> lines, int begin, int end, String fence) {
        String info = lines.get(begin).strip().substring(fence.length()).strip();
        String language = info.split("\\s", 2)[0];
        return new Block(language, begin + 1, Regions.flush(lines.subList(begin + 1, end)));
    }

    private static int end(List<String> lines, int begin, String fence) {
        for (int i = begin + 1; i < lines.size(); i++) {
            if (fence(lines.get(i)).startsWith(fence) && lines.get(i).strip().equals(fence(lines.get(i)))) {
                return i;
            }
        }
        throw new AssertionError("the block that begins on line " + (begin + 1) + " is not closed");
    }

    /** The fence that a line begins with, three of a kind or more; else nothing. */
    private static String fence(String line) {
        String text = line.strip();
        int length = 0;
        while (length < text.length() && text.charAt(length) == text.charAt(0) && "`~".indexOf(text.charAt(0)) >= 0) {
            length++;
        }
        return length < 3 ? "" : text.substring(0, length);
    }
}
