package io.faregate.samples.chat.provider;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** One request as the stand-in reads it, by whichever API it came: what it was asked, and how much it may say. */
final class Asked {
    /** What the real models write at most. */
    static final int MODEL_MAXIMUM = 128_000;

    private static final int MOST_CHOICES = 128;

    private final JsonNode body;
    private final int most;
    private final int choices;
    private final List<Turn> turns;
    private final List<Tool> tools;
    private final Directives directives;

    /** Model, stream and tools have the same names in all APIs; the rest is what the one API has made of its body. */
    Asked(JsonNode body, int most, int choices, List<Turn> turns, List<Tool> tools) {
        this.body = body;
        this.most = most;
        this.choices = choices;
        this.turns = turns;
        this.tools = tools;
        this.directives = Directives.in(lastUserMessage());
    }

    private String lastUserMessage() {
        String last = "";
        for (Turn turn : turns) {
            last = turn.role().equals(Turn.USER) ? turn.text() : last;
        }
        return last;
    }

    /** What is wrong with it; empty when nothing is. */
    String mistake() {
        if (!body.path("model").isString()) {
            return "You must provide a model parameter.";
        }
        if (turns.isEmpty()) {
            return "There is no message to answer.";
        }
        if (choices < 1 || choices > MOST_CHOICES) {
            return "n must be from 1 to " + MOST_CHOICES + ", not " + choices + ".";
        }
        return most < 1 || most > MODEL_MAXIMUM
                ? "The most output tokens must be from 1 to " + MODEL_MAXIMUM + ", not " + most + "."
                : "";
    }

    JsonNode body() {
        return body;
    }

    String model() {
        return body.path("model").stringValue();
    }

    boolean streams() {
        return body.path("stream").asBoolean(false);
    }

    Directives directives() {
        return directives;
    }

    int most() {
        return most;
    }

    int choices() {
        return choices;
    }

    List<Tool> tools() {
        return tools;
    }

    /** Tools are part of the prompt. */
    int promptTokens() {
        return Turn.tokens(turns)
                + (tools.isEmpty() ? 0 : Tokens.count(body.path("tools").toString()));
    }

    /** How many tools it asks for in this turn. */
    int toolsWanted() {
        int answered = toolsAnswered();
        if (tools.isEmpty()) {
            return 0;
        }
        return answered < directives.tools() ? 1 : answered == 0 ? directives.toolsAtOnce() : 0;
    }

    /** How many tools have answered since the user's last message. */
    int toolsAnswered() {
        int answered = 0;
        for (Turn turn : turns) {
            answered = switch (turn.role()) {
                case Turn.USER -> 0;
                case Turn.TOOL -> answered + 1;
                default -> answered;
            };
        }
        return answered;
    }
}
