package io.faregate.jaxrs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One request and what has to come of it, as {@code contract.http} writes it.
 *
 * @param name what it shows
 * @param asked the request
 * @param expected the response; a star in it is any text
 * @param record what the record says: status, HTTP status and source of the usage; a dash for no record
 */
record Exchange(String name, Message asked, Message expected, String record) {
    private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*(\\d+)}");

    /**
     * A message of HTTP.
     *
     * @param start its first line
     * @param headers its headers, or those of them that matter; a dash for one that may not be there
     * @param body its body
     */
    record Message(String start, Map<String, String> headers, String body) {
        static Message of(String text) {
            String[] parts = text.strip().split("\n\n", 2);
            String[] head = parts[0].split("\n", -1);
            Map<String, String> headers = new LinkedHashMap<>();
            for (int i = 1; i < head.length; i++) {
                String[] header = head[i].split(": ", 2);
                headers.put(header[0], header[1]);
            }
            String body = parts.length == 1 ? "" : repeated(parts[1].strip());
            boolean isForm = headers.getOrDefault("Content-Type", "").startsWith("multipart/");
            return new Message(head[0], headers, isForm ? body.replace("\n", "\r\n") : body);
        }

        private static String repeated(String body) {
            return REPEATED.matcher(body).replaceAll(match -> match.group(1).repeat(Integer.parseInt(match.group(2))));
        }
    }

    /** All of the contract, in their order. */
    static List<Exchange> all() {
        List<Exchange> all = new ArrayList<>();
        for (String block : Site.resource("contract.http").split("(?m)^### ", -1)) {
            if (!block.startsWith("#") && !block.isBlank()) {
                String[] named = block.split("\n", 2);
                String[] sides = named[1].split("(?m)^>>>\n", -1);
                String[] told = sides[1].split("(?m)^record: ", -1);
                all.add(new Exchange(named[0], Message.of(sides[0]), Message.of(told[0]), told[1].strip()));
            }
        }
        return all;
    }

    boolean asks(String start) {
        return asked.start().equals(start);
    }

    /** The same with another body of its response. */
    Exchange answered(String body) {
        return new Exchange(name, asked, new Message(expected.start(), expected.headers(), body), record);
    }

    /** What a text has to match in which a star is any text. */
    static Pattern pattern(String expected) {
        StringBuilder regex = new StringBuilder();
        for (String part : expected.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
