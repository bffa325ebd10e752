package io.faregate.samples.chat.web;

import io.faregate.Inference;
import io.faregate.ToolCall;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The usual loop: ask the model, run the tools it wants, tell it what they said, ask again. The model decides nothing
 * about money: each turn and each tool asks the ride first, and when the ride is spent the agent ends with what it has.
 * Serves one request.
 */
final class Agent {
    private final Inference inference;
    private final Model model;
    private final ObjectNode prompt;
    private final ArrayNode messages;
    private final Toolbox toolbox;
    private final ArrayNode calls = JsonMapper.shared().createArrayNode();
    private int steps;
    private String reply = "";
    private String stopped = "";

    Agent(Inference inference, Model model, ObjectNode prompt) {
        this.inference = inference;
        this.model = model;
        this.prompt = prompt.set("tools", Toolbox.OFFERED);
        this.messages = (ArrayNode) prompt.path("messages");
        this.toolbox = new Toolbox(inference);
    }

    void run() throws IOException {
        try {
            while (turn()) {
                steps++;
            }
            steps++;
        } catch (RideOverException over) {
            // a client that left, or a deadline, ends the request; a spent ride ends only the loop
            if (over.reason() == Reason.RIDE_ENDED) {
                throw over;
            }
            stopped = over.rule() + ": " + over.getMessage();
        }
    }

    /** One turn; true when the model wants another. */
    private boolean turn() throws IOException {
        inference.step();
        JsonNode message = model.complete(prompt).path("choices").path(0).path("message");
        reply = message.path("content").stringValue(reply);
        JsonNode wanted = message.path("tool_calls");
        if (wanted.isEmpty()) {
            return false;
        }
        messages.addObject().put("role", "assistant").put("content", reply).set("tool_calls", wanted);
        for (JsonNode call : wanted) {
            String result = use(call.path("function"));
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.path("id").stringValue(""))
                    .put("content", result);
        }
        return true;
    }

    private String use(JsonNode function) {
        String name = function.path("name").stringValue("");
        String arguments = function.path("arguments").stringValue("");
        ToolCall tool = inference.tool(name, arguments);
        String result = tool.allowed() ? used(name, arguments) : tool.message();
        calls.addObject().put("name", name).put("allowed", tool.allowed()).put("result", result);
        return result;
    }

    private String used(String name, String arguments) {
        String result = toolbox.use(name, arguments);
        inference.toolResult(result.length());
        return result;
    }

    String reply() {
        return reply.isEmpty() ? "The work was stopped before there was an answer." : reply;
    }

    /** Adds what happened to an answer. */
    ObjectNode report(ObjectNode answer) {
        answer.put("steps", steps).set("toolCalls", calls);
        return stopped.isEmpty() ? answer : answer.put("stopped", stopped);
    }

    /** The model's next message for a prompt. */
    @FunctionalInterface
    interface Model {
        JsonNode complete(ObjectNode prompt) throws IOException;
    }
}
