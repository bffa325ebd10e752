package io.faregate.samples.chat.provider;

import java.util.ArrayList;
import java.util.List;

/**
 * What the stand-in says: text, token by token, or tool calls. Decided before the first token, so that streaming and not,
 * and all APIs, say the same.
 *
 * @param pieces the text's tokens, repeated until {@code tokens} are said
 * @param tokens how many tokens one choice has
 * @param toolCalls what it asks for instead of text
 * @param cut whether it had more to say
 */
record Script(List<String> pieces, int tokens, List<Tool.Call> toolCalls, boolean cut) {
    private static final List<String> PROSE = Tokens.split("""
             This is the stand-in provider: no model has read your message, and no money was spent. The answer is as \
            long as you asked for and as the gate allowed, counted with a real tokenizer. A fare gate holds the most \
            that a ride could cost before the train leaves, and settles what it did cost when the rider gets off. \
            Close the stream, and the train stops.""");

    static Script of(Asked asked) {
        return asked.toolsWanted() > 0 ? tools(asked) : text(asked);
    }

    private static Script text(Asked asked) {
        int wanted = asked.directives().tokens().orElse(PROSE.size());
        int said = Math.min(wanted, asked.most());
        return new Script(PROSE, said, List.of(), said < wanted);
    }

    private static Script tools(Asked asked) {
        List<Tool> offered = asked.tools();
        List<Tool.Call> calls = new ArrayList<>();
        int tokens = 0;
        for (int at = 0; at < asked.toolsWanted(); at++) {
            int nth = asked.toolsAnswered() + at;
            Tool.Call call = offered.get(nth % offered.size()).call(nth);
            if (tokens + call.tokens() > asked.most()) {
                return new Script(List.of(), Math.max(1, tokens), calls, true);
            }
            tokens += call.tokens();
            calls.add(call);
        }
        return new Script(List.of(), tokens, calls, false);
    }

    /** One token of the text. */
    String piece(int at) {
        String piece = pieces.isEmpty() ? "" : pieces.get(at % pieces.size());
        return at == 0 ? piece.stripLeading() : piece;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < tokens; at++) {
            text.append(piece(at));
        }
        return text.toString();
    }

    /** Why it ends, in an API's own word for each of the three reasons. */
    String ending(String done, String tools, String length) {
        return cut ? length : toolCalls.isEmpty() ? done : tools;
    }
}
