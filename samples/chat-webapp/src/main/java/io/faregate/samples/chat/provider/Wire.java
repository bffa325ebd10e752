package io.faregate.samples.chat.provider;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One answer as an API writes it: whole, or as the events of a stream. */
interface Wire {

    JsonNode whole();

    List<Event> opening();

    List<Event> token(int at);

    List<Event> toolCall(int at);

    List<Event> closing();

    /** The last event of a stream that breaks. */
    Event broken(String message);

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    /**
     * A server-sent event.
     *
     * @param name its name, or empty
     * @param data its data, one line
     */
    record Event(String name, String data) {

        /** One that is named as the type that its data has. */
        static Event typed(ObjectNode data) {
            return new Event(data.path("type").stringValue(), data.toString());
        }

        static Event unnamed(JsonNode data) {
            return new Event("", data.toString());
        }

        @Override
        public String toString() {
            return (name.isEmpty() ? "" : "event: " + name + "\n") + "data: " + data + "\n\n";
        }
    }
}
