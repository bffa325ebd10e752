package io.faregate.samples.chat.web;

import io.faregate.Inference;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tools of the agent. What the model sends them is as good as what a stranger sends. */
final class Toolbox {
    /** The tools as the model is told of them. */
    static final JsonNode OFFERED = JsonMapper.shared().readTree("""
                    [{"type": "function", "function": {
                        "name": "search",
                        "description": "Searches the handbook and returns passages.",
                        "parameters": {"type": "object", "required": ["query"],
                                       "properties": {"query": {"type": "string"}}}}},
                     {"type": "function", "function": {
                        "name": "calculator",
                        "description": "Computes an arithmetic expression with + - * / and parentheses.",
                        "parameters": {"type": "object", "required": ["expression"],
                                       "properties": {"expression": {"type": "string"}}}}}]""");

    private static final int PASSAGES = 2;

    private final Inference inference;
    private long retrieved;

    Toolbox(Inference inference) {
        this.inference = inference;
    }

    /** Uses a tool that the ride has allowed; says what the model is told. */
    String use(String name, String arguments) {
        try {
            JsonNode given = JsonMapper.shared().readTree(arguments);
            return switch (name) {
                case "search" -> search(given.path("query").stringValue(""));
                case "calculator" -> calculate(given.path("expression").stringValue(""));
                default -> "There is no such tool.";
            };
        } catch (JacksonException malformed) {
            return "The arguments are not JSON.";
        }
    }

    private String search(String query) {
        long room = Math.min(PASSAGES, inference.retrievalLimit() - retrieved);
        if (room <= 0) {
            return "No more passages may be used. Answer with what you have.";
        }
        List<String> found = Handbook.search(query, room);
        inference.retrieved(
                found.size(), found.stream().mapToLong(String::length).sum());
        retrieved += found.size();
        return found.stream().collect(Collectors.joining("\n"));
    }

    private static String calculate(String expression) {
        try {
            BigDecimal result = Calculator.compute(expression);
            return result.stripTrailingZeros().toPlainString();
        } catch (ArithmeticException | NumberFormatException mistake) {
            return "This can not be computed: " + mistake.getMessage();
        }
    }
}
