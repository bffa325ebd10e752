package io.faregate.policy;

import java.util.List;

/**
 * The paths of a route: one path, or one with variables ({@code /threads/{id}/chat}), each of which is any one segment, or
 * all paths below one ({@code /api/*}). Immutable.
 *
 * @param text as a policy writes it
 */
public record PathPattern(String text) {

    /**
     * Whether it is of one path alone.
     *
     * @return true without variables and a star
     */
    public boolean isOnePath() {
        return !isPrefix() && !hasVariables();
    }

    /**
     * Whether any segment may stand somewhere in its paths.
     *
     * @return true with variables
     */
    public boolean hasVariables() {
        return text.indexOf('{') >= 0;
    }

    /**
     * Whether it is of all paths below one, and of that.
     *
     * @return true with a star
     */
    public boolean isPrefix() {
        return text.endsWith("/*");
    }

    /** The same for all patterns of the same paths, whatever their variables are called. */
    String withoutNames() {
        return text.replaceAll("\\{[^/]*}", "{}");
    }

    /**
     * Whether a path is one of these, segment by segment and by the letter.
     *
     * @param path a path that begins with a slash
     * @return true when it is
     */
    public boolean matches(String path) {
        int here = 0;
        int there = 0;
        while (here < text.length() && there < path.length()) {
            int hereEnd = endOfSegment(text, here);
            int thereEnd = endOfSegment(path, there);
            if (text.startsWith("/*", here)) {
                return path.charAt(there) == '/';
            }
            if (!isSegment(here, hereEnd, path, there, thereEnd)) {
                return false;
            }
            here = hereEnd;
            there = thereEnd;
        }
        return there == path.length() && (here == text.length() || text.startsWith("/*", here));
    }

    /** Where the segment ends whose slash is at a place. */
    private static int endOfSegment(String path, int slash) {
        int next = path.indexOf('/', slash + 1);
        return next < 0 ? path.length() : next;
    }

    private boolean isSegment(int from, int to, String path, int begin, int end) {
        return text.startsWith("/{", from)
                ? path.charAt(begin) == '/' && end > begin + 1
                : to - from == end - begin && text.regionMatches(from, path, begin, end - begin);
    }

    /**
     * Its segments: names, and variables as they are written.
     *
     * @return the segments, without the star of a prefix
     */
    public List<String> segments() {
        String whole = isPrefix() ? text.substring(0, text.length() - 2) : text;
        return whole.length() < 2 ? List.of() : List.of(whole.substring(1).split("/", -1));
    }

    /**
     * Whether one of its segments stands for any.
     *
     * @param segment one of {@link #segments}
     * @return true when it is a variable
     */
    public static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }
}
