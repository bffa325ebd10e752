package io.faregate.body;

import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a reply's JSON as far as it has come, with the table of its dialect in hand. Not thread-safe. */
final class ReplyReader {
    private final ReplyFields fields;
    private final Counts counts = new Counts();
    private final Deque<Container> open = new ArrayDeque<>();
    private @Nullable Counts opening;
    private volatile @Nullable Usage usage;
    private volatile @Nullable Usage prompt;
    private long deltaBytes;
    private int choices;
    private int pictures;
    private volatile int made;
    private boolean usageSeen;
    private volatile boolean visible;
    private volatile boolean array;

    ReplyReader(ReplyFields fields) {
        this.fields = fields;
    }

    /** Begins a document; the usage of those before it is kept. */
    void begin() {
        open.clear();
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

    private void name(String name) {
        Container container = open.element();
        container.name = name;
        if (container.isDelta()) {
            deltaBytes += Utf8.size(name.toCharArray(), 0, name.length());
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
        array |= open.isEmpty() && token == JsonToken.START_ARRAY;
        open.push(new Container(place, token == JsonToken.START_ARRAY));
    }

    private void leave() {
        Container container = open.pop();
        if (!container.array && reading(container.place) == Reading.USAGE) {
            report();
        } else if (!container.array && reading(container.place) == Reading.OPENING) {
            opened();
        }
        if (open.isEmpty()) {
            made = pictures;
        }
    }

    private void report() {
        usageSeen = true;
        if (opening != null) {
            counts.fill(opening);
        }
        fields.usage(counts).ifPresent(seen -> usage = seen);
    }

    private void opened() {
        Counts begun = counts.ofPrompt();
        opening = begun;
        fields.usage(begun).ifPresent(seen -> prompt = seen);
    }

    private void scalar(JsonToken token, JsonParser parser) {
        Reading reading = reading(next());
        if (reading == Reading.DELTA && token != JsonToken.VALUE_NULL) {
            char[] text = parser.getStringCharacters();
            deltaBytes += Utf8.size(text, parser.getStringOffset(), parser.getStringLength());
            visible = deltaBytes > 0;
        } else if (reading.isCount() && token != JsonToken.VALUE_NULL) {
            count(reading, token, parser);
        }
    }

    private void count(Reading reading, JsonToken token, JsonParser parser) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT && reading == Reading.SECONDS) {
            counts.set(reading, (long) Math.ceil(parser.getDoubleValue()));
        } else if (token != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            counts.spoil();
        } else {
            counts.set(reading, parser.getLongValue());
        }
    }

    /** The place of the value that comes next. */
    private @Nullable Place<Reading> next() {
        Container container = open.peek();
        if (container == null) {
            return fields.root();
        }
        if (container.place == null || container.isDelta()) {
            return container.place;
        }
        return container.array ? container.place.elements() : container.place.name(container.name);
    }

    private static Reading reading(@Nullable Place<Reading> place) {
        return place == null ? Reading.STEP : place.said();
    }

    /**
     * The last report, unless it says that nothing was written of what could be seen; with the pictures of a whole reply,
     * which are known without a report too.
     */
    Optional<Usage> usage() {
        Usage seen = usage;
        boolean silent = seen != null && visible && seen.tokens() == seen.promptTokens();
        if (made > 0) {
            return Optional.of((seen == null ? Usage.NONE : seen).with(Unit.GENERATED_IMAGES, made));
        }
        return silent ? Optional.empty() : Optional.ofNullable(seen);
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

    private static final class Container {
        private final @Nullable Place<Reading> place;
        private final boolean array;
        private String name = "";

        /** What a place of output is that has no places below it: all of it is output. */
        private boolean isDelta() {
            return place != null && place.said() == Reading.DELTA && place.isLeaf();
        }

        private Container(@Nullable Place<Reading> place, boolean array) {
            this.place = place;
            this.array = array;
        }
    }
}
