package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a reply's JSON as far as it has come, with the table of its dialect in hand; of a stream that is one small
 * document after another nothing is allocated for each. One thread at a time reads; what was found may be asked by any.
 */
final class ReplyReader {
    private static final int DEEPEST = 1_000;

    private final ReplyFields fields;
    private final Counts counts = new Counts();
    private Container[] open = {};
    private int depth;
    private @Nullable Counts opening;
    private long deltaBytes;
    private int choices;
    private int pictures;
    private volatile int made;
    private boolean usageSeen;

    private final ReentrantLock reports = new ReentrantLock();
    private final Counts report = new Counts();
    private boolean reported;

    private volatile @Nullable Usage prompt;
    private volatile boolean visible;
    private volatile boolean array;

    ReplyReader(ReplyFields fields) {
        this.fields = fields;
    }

    /** Begins a document; the usage of those before it is kept. */
    void begin() {
        depth = 0;
        choices = 0;
        pictures = 0;
        usageSeen = false;
    }

    /** Reads until the document ends or no more of it is there. */
    void read(JsonParser parser) {
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.NOT_AVAILABLE;
                token = parser.nextToken()) {
            switch (token) {
                case PROPERTY_NAME -> name(parser.currentName());
                case START_OBJECT, START_ARRAY -> enter(token);
                case END_OBJECT, END_ARRAY -> leave();
                default -> scalar(token, parser);
            }
        }
    }

    private void scalar(JsonToken token, JsonParser parser) {
        Reading reading = reading(next());
        if (reading == Reading.DELTA && token != JsonToken.VALUE_NULL) {
            char[] text = parser.getStringCharacters();
            delta(Utf8.size(text, parser.getStringOffset(), parser.getStringLength()));
        } else if (reading.isCount() && token != JsonToken.VALUE_NULL) {
            count(reading, number(reading, token, parser));
        }
    }

    private static long number(Reading reading, JsonToken token, JsonParser parser) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT && reading == Reading.SECONDS) {
            return (long) Math.ceil(parser.getDoubleValue());
        }
        boolean isSmall =
                token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return isSmall ? parser.getLongValue() : -1;
    }

    /** Reads all documents of a text. */
    void read(JsonTokens tokens) {
        while (!tokens.isAtEnd()) {
            value(tokens);
            while (depth > 0) {
                goOn(tokens);
            }
        }
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
        switch (token) {
            case START_OBJECT, START_ARRAY -> enter(token);
            case VALUE_STRING -> {
                JsonString text = tokens.string();
                scalar(-1, text.utf8Bytes());
            }
            case VALUE_NULL -> {}
            default -> scalar(number(token, tokens), tokens.to() - tokens.from());
        }
    }

    private long number(JsonToken token, JsonTokens tokens) {
        return switch (token) {
            case VALUE_NUMBER_INT -> tokens.integer();
            case VALUE_NUMBER_FLOAT -> reading(next()) == Reading.SECONDS ? tokens.ceiling() : -1;
            default -> -1;
        };
    }

    private void scalar(long number, int bytes) {
        Reading reading = reading(next());
        if (reading == Reading.DELTA) {
            delta(bytes);
        } else if (reading.isCount()) {
            count(reading, number);
        }
    }

    private void name(String name) {
        Container container = open[depth - 1];
        if (container.isDelta) {
            deltaBytes += Utf8.size(name.toCharArray(), 0, name.length());
        } else if (container.place != null) {
            container.next = container.place.name(name);
        }
    }

    private void name(JsonString name) {
        Container container = open[depth - 1];
        if (container.isDelta) {
            deltaBytes += name.utf8Bytes();
        } else if (container.place != null) {
            container.next = container.place.name(name);
        }
    }

    private void enter(JsonToken token) {
        Place<Reading> place = next();
        Reading reading = reading(place);
        if (reading == Reading.CHOICE) {
            choices++;
        } else if (reading == Reading.PICTURE) {
            pictures++;
        } else if (reading == Reading.USAGE || reading == Reading.OPENING) {
            counts.clear();
        } else if (reading.isCount()) {
            counts.spoil();
        }
        array |= depth == 0 && token == JsonToken.START_ARRAY;
        push().begin(place, token == JsonToken.START_ARRAY);
    }

    private Container push() {
        if (depth == DEEPEST) {
            throw Rejection.beyond();
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth + 16);
            Arrays.setAll(open, i -> i < depth ? open[i] : new Container());
        }
        return open[depth++];
    }

    private void leave() {
        Container container = open[--depth];
        if (!container.array && reading(container.place) == Reading.USAGE) {
            report();
        } else if (!container.array && reading(container.place) == Reading.OPENING) {
            opened();
        }
        if (depth == 0) {
            made = pictures;
        }
    }

    private void report() {
        usageSeen = true;
        if (opening != null) {
            counts.fill(opening);
        }
        if (!fields.makeSense(counts)) {
            return;
        }
        reports.lock();
        try {
            report.copy(counts);
            reported = true;
        } finally {
            reports.unlock();
        }
    }

    /** What was said of the prompt before anything was written. */
    private void opened() {
        Counts begun = new Counts();
        begun.copy(counts);
        begun.set(Reading.COMPLETION, 0);
        opening = begun;
        if (fields.makeSense(begun)) {
            prompt = fields.usage(begun);
        }
    }

    private void delta(long bytes) {
        deltaBytes += bytes;
        if (deltaBytes > 0 && !visible) {
            visible = true;
        }
    }

    private void count(Reading reading, long count) {
        if (count < 0) {
            counts.spoil();
        } else {
            counts.set(reading, count);
        }
    }

    /** The place of the value that comes next. */
    private @Nullable Place<Reading> next() {
        return depth == 0 ? fields.root() : open[depth - 1].next;
    }

    private static Reading reading(@Nullable Place<Reading> place) {
        return place == null ? Reading.STEP : place.said();
    }

    /**
     * The last report, unless it says that nothing was written of what could be seen; with the pictures of a whole reply,
     * which are known without a report too.
     */
    Optional<Usage> usage() {
        reports.lock();
        try {
            Usage seen = reported ? fields.usage(report) : null;
            if (made > 0) {
                return Optional.of((seen == null ? Usage.NONE : seen).with(Unit.GENERATED_IMAGES, made));
            }
            boolean silent = seen != null && visible && !saysOutput(seen);
            return silent ? Optional.empty() : Optional.ofNullable(seen);
        } finally {
            reports.unlock();
        }
    }

    /** Whether it says that something was written, or counts seconds of what was heard instead. */
    private static boolean saysOutput(Usage seen) {
        return seen.tokens() > seen.promptTokens() || seen.get(Unit.AUDIO_INPUT_SECONDS) > 0;
    }

    /** Whether the document is a list of replies, as a stream may be. */
    boolean isArray() {
        return array;
    }

    Optional<Usage> prompt() {
        return Optional.ofNullable(prompt);
    }

    long deltaBytes() {
        return deltaBytes;
    }

    /** Whether this document reports usage and nothing else. */
    boolean isOnlyUsage() {
        return usageSeen && choices == 0;
    }

    /** An open object or array; used again for the next one at its depth. */
    private static final class Container {
        private @Nullable Place<Reading> place;
        private @Nullable Place<Reading> next;
        private boolean array;
        private boolean begun;

        /** Whether it is output that has no places below it: all of it is output. */
        private boolean isDelta;

        private void begin(@Nullable Place<Reading> at, boolean isArray) {
            place = at;
            array = isArray;
            begun = false;
            isDelta = at != null && at.said() == Reading.DELTA && at.isLeaf();
            next = isDelta ? at : at != null && isArray ? at.elements() : null;
        }
    }
}
