package io.faregate.policy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Forwarding headers read whole and from the left, as their grammar has it: RFC 7239 section 4, RFC 9110 section 5. */
final class ForwardingModel {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED =
            "\"(?:[^\"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]++|\\\\[\\x09\\x20-\\x7e\\x80-\\xff])*+\"";
    private static final Pattern PAIR = Pattern.compile("(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")");
    private static final int MOST_HOPS = 32;
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String V4 = OCTET + "(?:\\." + OCTET + "){3}";
    private static final String V6 = "(?:[0-9A-Fa-f]{0,4}:)+(?:[0-9A-Fa-f]{0,4}|" + V4 + ")";
    private static final String PORT = "(?::(?:[0-9]{1,5}|_[0-9A-Za-z._-]+))?";
    private static final Pattern HOP = Pattern.compile(
            "(?<v4>" + V4 + ")" + PORT + "|(?<bare>" + V6 + "(?:%.*)?)|\\[(?<v6>" + V6 + "(?:%[^\\[\\]]*)?)]" + PORT,
            Pattern.DOTALL);

    private final String text;
    private final List<String> nodes = new ArrayList<>();
    private int at;

    private ForwardingModel(String text) {
        this.text = text;
    }

    /** The hops of lines of X-Forwarded-For, the farthest first. */
    static List<String> addresses(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String hop : String.join(",", lines).split(",", -1)) {
            if (!hop.isBlank()) {
                hops.add(hop.strip());
            }
        }
        return hops;
    }

    /** The nodes of lines of Forwarded, the farthest first; empty when a line is not well-formed. */
    static Optional<List<String>> nodes(List<String> lines) {
        List<String> all = new ArrayList<>();
        for (String line : lines) {
            ForwardingModel model = new ForwardingModel(line);
            if (!model.read()) {
                return Optional.empty();
            }
            all.addAll(model.nodes);
        }
        return Optional.of(all);
    }

    private boolean read() {
        while (true) {
            skipSpace();
            if (at < text.length() && text.charAt(at) != ',' && !element()) {
                return false;
            }
            skipSpace();
            if (at == text.length()) {
                return true;
            }
            if (text.charAt(at++) != ',') {
                return false;
            }
        }
    }

    private boolean element() {
        String node = "";
        int count = 0;
        Matcher pair = PAIR.matcher(text);
        do {
            skipSpace();
            if (!pair.find(at) || pair.start() != at) {
                return false;
            }
            at = pair.end();
            if (pair.group(1).equalsIgnoreCase("for")) {
                node = pair.group(2);
                count++;
            }
            skipSpace();
        } while (at < text.length() && text.charAt(at) == ';' && at++ >= 0);
        nodes.add(count == 1 ? unquoted(node) : "?");
        return true;
    }

    /** No address needs a backslash. */
    private static String unquoted(String node) {
        return node.indexOf('\\') >= 0 ? "?" : node.replaceAll("^\"|\"$", "");
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** The network of the nearest hop that is not trusted. */
    static String network(String peer, List<String> hops, List<String> trusted) {
        InetAddress own = address(peer).orElseThrow();
        InetAddress nearest = own;
        for (int i = hops.size() - 1; i >= 0; i--) {
            Optional<InetAddress> hop = address(hops.get(i));
            if (hops.size() - i > MOST_HOPS || hop.isEmpty()) {
                return networkOf(own);
            }
            nearest = hop.get();
            InetAddress here = nearest;
            if (trusted.stream().noneMatch(range -> isIn(range, here))) {
                return networkOf(here);
            }
        }
        return networkOf(hops.size() >= MOST_HOPS ? own : nearest);
    }

    /** What the JDK reads; where it takes more than the grammar of RFC 3986 or asks DNS, it is not asked. */
    private static Optional<InetAddress> address(String hop) {
        Matcher literal = HOP.matcher(hop.strip());
        if (hop.strip().length() > 100 || !literal.matches()) {
            return Optional.empty();
        }
        String v4 = literal.group("v4");
        String v6 = literal.group("bare") == null ? literal.group("v6") : literal.group("bare");
        try {
            return Optional.of(InetAddress.getByName(v4 == null ? v6.replaceAll("(?s)%.*", "") : v4));
        } catch (UnknownHostException noLiteral) {
            return Optional.empty();
        }
    }

    private static String networkOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        String hex = HexFormat.of().formatHex(bytes);
        if (bytes.length == 4 || hex.startsWith("0064ff9b0000000000000000")) {
            return IntStream.range(bytes.length - 4, bytes.length)
                    .mapToObj(i -> Integer.toString(bytes[i] & 0xff))
                    .collect(Collectors.joining("."));
        }
        String groups = IntStream.of(0, 4, 8, 12)
                .mapToObj(i -> Integer.toHexString(Integer.parseInt(hex.substring(i, i + 4), 16)))
                .collect(Collectors.joining(":"));
        return groups.replaceAll("(^|:)0(:0)*$", "") + "::/64";
    }

    private static boolean isIn(String range, InetAddress address) {
        String[] parts = range.split("/", -1);
        byte[] first = address(parts[0]).orElseThrow().getAddress();
        byte[] bytes = address.getAddress();
        int other = 8 * first.length - (parts.length == 1 ? 8 * first.length : Integer.parseInt(parts[1]));
        return first.length == bytes.length
                && new BigInteger(1, first).shiftRight(other).equals(new BigInteger(1, bytes).shiftRight(other));
    }
}
