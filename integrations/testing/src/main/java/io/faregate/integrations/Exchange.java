package io.faregate.integrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One request and what has to come of it, as {@code contract.http} writes it: the same for every adapter and server.
 *
 * @param name what it shows
 * @param asked the request
 * @param expected the response; a star in it is any text
 * @param record what the record says: status, HTTP status and source of the usage; a dash for no record
 */
public record Exchange(String name, Message asked, Message expected, String record) {
    private static final String RIDE = "Faregate-Ride-Id";
    private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*(\\d+)}");

    /**
     * A message of HTTP.
     *
     * @param start its first line
     * @param headers its headers, or those of them that matter; a dash for one that may not be there
     * @param body its body
     */
    public record Message(String start, Map<String, String> headers, String body) {
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

    /** All of the contract, in their order: a later one may count on an earlier one. */
    public static List<Exchange> all() {
        List<Exchange> all = new ArrayList<>();
        for (String block : resource("contract.http").split("(?m)^### ", -1)) {
            if (!block.startsWith("#") && !block.isBlank()) {
                String[] named = block.split("\n", 2);
                String[] sides = named[1].split("(?m)^>>>\n", -1);
                String[] told = sides[1].split("(?m)^record: ", -1);
                all.add(new Exchange(named[0], Message.of(sides[0]), Message.of(told[0]), told[1].strip()));
            }
        }
        return all;
    }

    /** The policy under which the contract holds. */
    public static Policy policy() {
        return PolicyFile.read("contract.yaml", resource("contract.yaml"));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Exchange.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The request, to wherever a path of the application is. */
    public HttpRequest.Builder request(Function<String, HttpRequest.Builder> to) {
        String[] start = asked.start().split(" ", -1);
        HttpRequest.Builder request = to.apply(start[1])
                .method(
                        start[0],
                        asked.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body()));
        asked.headers().forEach(request::header);
        return request;
    }

    /** Fails unless the response is what has to come. */
    public void assertAnswered(HttpResponse<String> response) {
        String id = response.headers().firstValue(RIDE).orElse("-");
        assertThat("HTTP " + response.statusCode() + "\n" + response.body().strip())
                .matches(pattern((expected.start() + "\n" + expected.body()).replace("{ride}", id)));
        expected.headers()
                .forEach((name, value) ->
                        assertThat(header(response, name)).as(name).matches(pattern(value.replace("{ride}", id))));
    }

    /** All values, as a header that is there twice is a mistake; a dash for none. */
    private static String header(HttpResponse<String> response, String name) {
        String values = String.join(", ", response.headers().allValues(name));
        return values.isEmpty() ? "-" : values;
    }

    /** Whether its request begins with this line. */
    public boolean asks(String start) {
        return asked.start().equals(start);
    }

    /** The same with another body of its response. */
    public Exchange answered(String body) {
        return new Exchange(name, asked, new Message(expected.start(), expected.headers(), body), record);
    }

    /** What a text has to match in which a star is any text. */
    private static Pattern pattern(String expected) {
        StringBuilder regex = new StringBuilder();
        for (String part : expected.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
