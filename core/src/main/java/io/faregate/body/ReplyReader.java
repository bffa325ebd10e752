package io.faregate.body;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads a reply's JSON as far as it has come, with the table of its dialect in hand; of a stream that is one small
 * document after another nothing is allocated for each. One thread at a time reads.
 */
final class ReplyReader {
    private static final int DEEPEST = 1_000;

    private final ReplyFields fields;
    private final ReplyFindings found;
    private Container[] open = {};
    private int depth;
    private @Nullable OwnStrings own;
    private volatile boolean array;

    ReplyReader(ReplyFields fields) {
        this.fields = fields;
        this.found = new ReplyFindings(fields);
    }

    ReplyFindings found() {
        return found;
    }

    /** Whether the document is a list of replies, as a stream may be. */
    boolean isArray() {
        return array;
    }

    /** Begins a document. */
    void begin() {
        depth = 0;
        found.begin();
        if (own != null) {
            found.output(Reading.OWN, own.take());
        }
    }

    /** Reads what there is of a document, whole values and brackets, or of several. */
    void read(JsonTokens tokens) {
        while (!tokens.isAtEnd()) {
            if (depth == 0) {
                value(tokens);
            } else {
                goOn(tokens);
            }
        }
    }

    /** What a document has delivered that is no JSON: all that was not read of it. */
    long unreadable(Bytes document, long read) {
        if (fields.root().said() != Reading.OWN) {
            return document.size() - read;
        }
        own().see(document);
        return 0;
    }

    /** Whether what was read so far ends where a document does. */
    boolean isWhole() {
        return depth == 0;
    }

    /** The next member or element of the innermost container, or its end. */
    private void goOn(JsonTokens tokens) {
        Container container = open[depth - 1];
        if (!tokens.more(container.array ? ']' : '}', container.begun)) {
            leave();
            return;
        }
        container.begun = true;
        if (!container.array) {
            name(tokens.name());
            tokens.colon();
        }
        value(tokens);
    }

    private void value(JsonTokens tokens) {
        JsonToken token = tokens.value();
        Place<Reading> place = next();
        switch (token) {
            case START_OBJECT, START_ARRAY -> enter(token, place);
            case VALUE_STRING -> string(reading(place), tokens.string());
            case VALUE_NULL -> {}
            default -> scalar(reading(place), token, tokens);
        }
    }

    private void scalar(Reading reading, JsonToken token, JsonTokens tokens) {
        if (reading != Reading.STEP) {
            scalar(reading, number(reading, token, tokens), tokens.to() - tokens.from());
        }
    }

    private static long number(Reading reading, JsonToken token, JsonTokens tokens) {
        return switch (token) {
            case VALUE_NUMBER_INT -> tokens.integer();
            case VALUE_NUMBER_FLOAT -> reading == Reading.SECONDS ? tokens.ceiling() : -1;
            default -> -1;
        };
    }

    private void string(Reading reading, JsonString text) {
        if (reading.isWord()) {
            word(reading, ReplyWords.of(text));
        } else if (reading == Reading.OWN) {
            own().see(depth == 0 ? 0 : open[depth - 1].word, text);
        } else {
            scalar(reading, -1, text.utf8Bytes());
        }
    }

    private OwnStrings own() {
        OwnStrings made = own;
        if (made == null) {
            made = new OwnStrings();
            own = made;
        }
        return made;
    }

    private void scalar(Reading reading, long number, int bytes) {
        if (!reading.isOutput()) {
            number(reading, number);
        } else if (reading != Reading.OWN) {
            // a number in a shape that nobody knows is hardly ever what a model says
            found.output(reading, bytes);
        }
    }

    private void word(Reading reading, String word) {
        if (reading == Reading.KIND) {
            Container part = open[depth - 1];
            part.counts = word.equals(reading(part.place).kind());
        } else {
            found.word(reading, word);
        }
    }

    private void number(Reading reading, long number) {
        if (reading == Reading.AMOUNT) {
            open[depth - 1].amount = number;
        } else if (reading.isCount()) {
            // a count stands in a list only as a part of it
            found.count(reading, depth > 0 && open[depth - 1].array ? -1 : number);
        }
    }

    private void name(JsonString name) {
        Container container = open[depth - 1];
        Reading reading = reading(container.place);
        if (reading == Reading.OWN) {
            container.word = name.word();
        } else if (container.isOutput) {
            found.output(reading, name.utf8Bytes());
        } else if (container.place != null) {
            container.next = container.place.name(name);
        }
    }

    private void enter(JsonToken token, @Nullable Place<Reading> place) {
        if (place != null && place.said().isCount() && place.isLeaf()) {
            found.spoil();
        } else {
            found.enter(reading(place));
        }
        array |= depth == 0 && token == JsonToken.START_ARRAY;
        long word = depth == 0 ? 0 : open[depth - 1].word;
        push().begin(place, token == JsonToken.START_ARRAY, word);
    }

    private Container push() {
        if (depth == DEEPEST) {
            throw Rejection.beyond();
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth + 8);
        }
        if (open[depth] == null) {
            open[depth] = new Container();
        }
        return open[depth++];
    }

    private void leave() {
        Container container = open[--depth];
        Reading reading = container.array ? Reading.STEP : reading(container.place);
        if (reading == Reading.USAGE) {
            found.report();
        } else if (reading == Reading.OPENING) {
            found.opened();
        } else if (reading == Reading.TURN) {
            found.turn();
        } else if (container.counts) {
            found.add(reading, container.amount);
        }
        if (depth == 0) {
            found.end();
        }
    }

    /** The place of the value that comes next. */
    private @Nullable Place<Reading> next() {
        return depth == 0 ? fields.root() : open[depth - 1].next;
    }

    private static Reading reading(@Nullable Place<Reading> place) {
        return place == null ? Reading.STEP : place.said();
    }

    /** An open object or array; used again for the next one at its depth. */
    private static final class Container {
        private @Nullable Place<Reading> place;
        private @Nullable Place<Reading> next;
        private boolean array;
        private boolean begun;

        /** Whether it is output that has no places below it: all of it is output. */
        private boolean isOutput;

        /** Whether it is a part of the kind that is counted, and how much of it. */
        private boolean counts;

        private long amount;

        /** The name of what comes next, as {@link NameHash} has it; that of an array for its elements. */
        private long word;

        private void begin(@Nullable Place<Reading> at, boolean isArray, long name) {
            place = at;
            word = name;
            array = isArray;
            begun = false;
            counts = false;
            amount = 0;
            isOutput = at != null && at.said().isOutput() && at.isLeaf();
            next = isOutput ? at : at != null && isArray ? at.elements() : null;
        }
    }
}
