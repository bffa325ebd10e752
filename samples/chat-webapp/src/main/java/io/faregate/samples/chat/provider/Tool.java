package io.faregate.samples.chat.provider;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool that the model is offered.
 *
 * @param name how it is called
 * @param schema what it takes
 */
record Tool(String name, JsonNode schema) {
    private static final int FRAME = 8;

    /** The stand-in's nth call of a tool in this conversation. */
    Call call(int nth) {
        ObjectNode arguments = JsonMapper.shared().createObjectNode();
        schema.path("properties").propertyNames().forEach(key -> arguments.put(key, value(key, nth)));
        return new Call("call_" + nth, name, arguments);
    }

    private static String value(String key, int nth) {
        return key.equals("expression") ? "(" + (nth + 2) + " + 40) * 3" : "how a fare gate settles, part " + (nth + 1);
    }

    /**
     * What the model wants a tool to do.
     *
     * @param id names the call
     * @param name names the tool
     * @param arguments what the tool is given
     */
    record Call(String id, String name, ObjectNode arguments) {
        int tokens() {
            return FRAME + Tokens.count(name) + Tokens.count(arguments.toString());
        }
    }
}
