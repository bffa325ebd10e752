package io.faregate.policy;

/**
 * One mistake in a policy. Immutable.
 *
 * @param file the file's name; empty for a policy that is made in code
 * @param line the line, from one; zero for a policy that is made in code
 * @param column the column, from one; zero for a policy that is made in code
 * @param key the path of keys, as {@code routes[1].caps.output-tokens}; empty for the whole file
 * @param found what is there
 * @param allowed what may be there
 */
public record Mistake(String file, int line, int column, String key, String found, String allowed) {
    private static final int LONGEST = 160;

    /**
     * Shortens what was found, and takes control characters out of it and out of the keys, which the file's writer makes.
     *
     * @param file the file's name; empty for a policy that is made in code
     * @param line the line, from one; zero for a policy that is made in code
     * @param column the column, from one; zero for a policy that is made in code
     * @param key the path of keys, as {@code routes[1].caps.output-tokens}; empty for the whole file
     * @param found what is there
     * @param allowed what may be there
     */
    public Mistake {
        key = plain(key);
        String whole = plain(found);
        found = whole.length() > LONGEST ? whole.substring(0, LONGEST) + "..." : whole;
    }

    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }

    /**
     * The mistake in one line.
     *
     * @return as {@code policy.yaml:12:5: routes[1].path: found 'chat', allowed: a path like /api/chat}
     */
    @Override
    public String toString() {
        String place = file.isEmpty() ? "" : file + ":" + line + ":" + column + ": ";
        return place + (key.isEmpty() ? "" : key + ": ") + "found " + found + ", allowed: " + allowed;
    }
}
