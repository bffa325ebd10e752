package io.faregate.policy;

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

    boolean isPrefix() {
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
     * Whether a path may be one of these to somebody who takes for a name what is a slash or a way up to others: its
     * variables then stand for any text, and anything may come before and behind.
     *
     * @param path a path that can be read in several ways
     * @return true in doubt
     */
    public boolean mayMatch(String path) {
        String whole = isPrefix() ? text.substring(0, text.length() - 2) : text;
        String[] fixed = whole.split("\\{[^/]*}", -1);
        int from = 0;
        for (int i = 0; i < fixed.length - 1; i++) {
            int found = path.indexOf(fixed[i], from);
            if (found < 0) {
                return false;
            }
            from = found + fixed[i].length();
        }
        return (path + "/").indexOf(fixed[fixed.length - 1] + "/", from) >= 0;
    }
}
