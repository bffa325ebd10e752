package io.faregate.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forwarding headers read whole and from the left, as their grammar has it: RFC 7239 section 4, RFC 9110 section 5. */
final class ForwardingModel {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED =
            "\"(?:[^\"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]++|\\\\[\\x09\\x20-\\x7e\\x80-\\xff])*+\"";
    private static final Pattern PAIR = Pattern.compile("(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")");
    private static final int MOST_HOPS = 32;

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
        nodes.add(count == 1 ? node.replaceAll("^\"|\"$", "") : "?");
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** The network of the nearest hop that is not trusted. */
    static String network(Address peer, List<String> hops, List<AddressRange> trusted) {
        Address nearest = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            Optional<Address> hop = Address.hop(hops.get(i));
            if (hops.size() - i > MOST_HOPS || hop.isEmpty()) {
                return peer.network();
            }
            nearest = hop.get();
            Address here = nearest;
            if (trusted.stream().noneMatch(range -> range.contains(here))) {
                return here.network();
            }
        }
        return hops.size() >= MOST_HOPS ? peer.network() : nearest.network();
    }
}
