package io.faregate.samples.chat.provider;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the words of the last user message make the stand-in do. {@code #words} steer it; without them it obeys what the
 * message says in plain English, as a gullible model would: "call the search tool 20 times", "a 10,000-token report".
 *
 * @param tokens {@code #tokens=N}: how long the answer is
 * @param delay {@code #delay=MS}: time between two tokens
 * @param firstToken {@code #ttft=MS}: time before the first
 * @param tools {@code #tools=N}: how many tool calls it asks for, one a turn
 * @param toolsAtOnce how many tool calls it asks for in its first turn
 * @param usage {@code #usage=off}: keeps its usage to itself
 * @param error {@code #error=mid} or {@code #error=429}: how it fails
 */
record Directives(
        OptionalInt tokens,
        Optional<Duration> delay,
        Duration firstToken,
        int tools,
        int toolsAtOnce,
        boolean usage,
        String error) {

    private static final Pattern TIMES = Pattern.compile("(?i)\\btools?\\s+(\\d{1,3})\\s+times\\b");
    private static final Pattern LENGTH = Pattern.compile("(?i)\\b(\\d{1,3}(?:,\\d{3})+|\\d{1,9})[- ]tokens?\\b");

    boolean breaks() {
        return error.equals("mid");
    }

    boolean isBusy() {
        return error.equals("429");
    }

    static Directives in(String prompt) {
        OptionalInt tools = number(prompt, "tools");
        return new Directives(
                or(number(prompt, "tokens"), plain(LENGTH, prompt)),
                number(prompt, "delay").stream().mapToObj(Duration::ofMillis).findFirst(),
                Duration.ofMillis(number(prompt, "ttft").orElse(0)),
                tools.orElse(0),
                tools.isPresent() ? 0 : plain(TIMES, prompt).orElse(0),
                !word(prompt, "usage").equals("off"),
                word(prompt, "error"));
    }

    private static OptionalInt number(String prompt, String name) {
        String digits = word(prompt, name);
        return digits.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    private static String word(String prompt, String name) {
        Matcher found = Pattern.compile("#" + name + "=(\\w+)").matcher(prompt);
        return found.find() ? found.group(1) : "";
    }

    private static OptionalInt plain(Pattern pattern, String prompt) {
        Matcher found = pattern.matcher(prompt);
        return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1).replace(",", ""))) : OptionalInt.empty();
    }

    private static OptionalInt or(OptionalInt first, OptionalInt second) {
        return first.isPresent() ? first : second;
    }
}
