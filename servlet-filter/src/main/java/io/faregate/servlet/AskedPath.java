package io.faregate.servlet;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The path inside an application as the client wrote it, decoded. A container resolves dots and drops empty segments before
 * it looks for a servlet; a framework in that servlet may look at the address anew, and resolve and drop less.
 */
final class AskedPath {
    private static final Pattern ESCAPED_SEPARATOR = Pattern.compile("%(?=2[fF]|5[cC])");
    private static final Pattern PARAMETERS = Pattern.compile("(?<=[^/;]);[^/]*");

    private AskedPath() {}

    /**
     * What a request's address says, where that is more than the container's path; else that.
     *
     * @param uri the address's path as it was written, with the context path
     * @param context the context path as the container says it
     * @param path the path that the container made of it
     */
    static String of(String uri, String context, String path) {
        if (!uri.startsWith("/") || !uri.startsWith(context) || isSame(uri, context.length(), path)) {
            return path;
        }
        // of a name with parameters nobody takes them for a part; a plus is one only in a query
        String written = PARAMETERS.matcher(uri.substring(context.length())).replaceAll("");
        String escaped = ESCAPED_SEPARATOR.matcher(written).replaceAll("%25").replace("+", "%2B");
        try {
            String asked = URLDecoder.decode(escaped, StandardCharsets.UTF_8);
            return asked.equals(path) ? path : asked;
        } catch (IllegalArgumentException broken) {
            return path;
        }
    }

    private static boolean isSame(String uri, int from, String path) {
        return uri.length() - from == path.length() && uri.startsWith(path, from);
    }
}
