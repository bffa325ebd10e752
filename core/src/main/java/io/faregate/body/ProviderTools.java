package io.faregate.body;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The tools of the provider's own that one body asks for. Not changed any more once the body has been read. */
final class ProviderTools {
    /** More calls, and more tokens of a result, than there can be. */
    private static final long ABSURD = 1_000_000;

    private Map<String, ProviderTool> tools = Map.of();

    /** The most calls of all of them together. */
    private long mostCalls = ABSURD;

    /** One more of them; of one that is asked for twice the calls add up. */
    void add(String name, long calls, long tokens) {
        if (tools.isEmpty()) {
            tools = new LinkedHashMap<>();
        }
        ProviderTool added = new ProviderTool(name, Math.min(ABSURD, calls), Math.min(ABSURD, tokens));
        tools.merge(name, added, (one, more) -> {
            long all = Math.min(ABSURD, one.calls() + more.calls());
            return new ProviderTool(name, all, Math.max(one.tokens(), more.tokens()));
        });
    }

    void mostCalls(long most) {
        mostCalls = Math.min(ABSURD, most);
    }

    /** Each with the most calls that it can have. */
    List<ProviderTool> all() {
        if (tools.isEmpty()) {
            return List.of();
        }
        return tools.values().stream()
                .map(tool -> new ProviderTool(tool.name(), Math.min(mostCalls, tool.calls()), tool.tokens()))
                .toList();
    }

    /** The most calls of all tools that {@code some} is true of. */
    long calls(Predicate<ProviderTool> some) {
        long calls = 0;
        for (ProviderTool tool : all()) {
            calls += some.test(tool) ? tool.calls() : 0;
        }
        return Math.min(mostCalls, calls);
    }

    /** The most tokens that the results of all calls put into the prompt. */
    long results() {
        long sum = 0;
        long longest = 0;
        for (ProviderTool tool : all()) {
            sum += tool.calls() * tool.tokens();
            longest = Math.max(longest, tool.tokens());
        }
        return Math.min(mostCalls * longest, sum);
    }

    /** The most turns that a provider takes by itself: one more than calls, unless it hands back before. */
    long turns() {
        return Math.min(ProviderTool.TURNS, 1 + calls(tool -> true));
    }

    /**
     * Tokens of results that turns do not read which come before them, where every turn reads all that was there before: the
     * first turn reads no result, and each of the last calls is made a turn later than the one before. That the shortest
     * come last leaves the most to be read.
     */
    long unread() {
        long unread = results();
        long missed = turns() - 2;
        List<ProviderTool> shortestFirst = all().stream()
                .sorted(Comparator.comparingLong(ProviderTool::tokens))
                .toList();
        for (ProviderTool tool : shortestFirst) {
            for (long call = 0; call < tool.calls() && missed > 0; call++) {
                unread += missed-- * tool.tokens();
            }
        }
        return unread;
    }
}
