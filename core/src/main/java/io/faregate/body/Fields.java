package io.faregate.body;

import io.faregate.cost.ServiceTier;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A dialect's requests as a table: which places a body has, and what each is for. A place that is not in the table is
 * not let in from a client; what lies below a place that has no places below it in the table is not looked at but
 * counted. In a pointer, {@code *} is any element of an array.
 */
final class Fields {
    private final Place<Rule> root = Place.root(Rule.STEP);

    /** Never changed; each request walks some, and the iterator that immutable lists share is not inlined. */
    private final Map<Choice, List<Place<Rule>>> spellings = new EnumMap<>(Choice.class);

    private final Set<Choice> inserted = EnumSet.noneOf(Choice.class);
    private final List<Place<Rule>> budgets = new ArrayList<>();
    private @Nullable Place<Rule> model;
    private @Nullable Place<Rule> stream;
    private boolean streamsUnlessTold;
    private boolean readsInEachTurn;
    private Unknown unknown = Unknown.REFUSE;
    private @Nullable Place<Rule> usageAsked;
    private Makes makes = Makes.TEXT;
    private final Map<Place<Rule>, String> instructions = new LinkedHashMap<>();

    private Fields() {}

    /** What a request of this dialect has the model make. */
    enum Makes {
        TEXT,
        PICTURES,
        SPEECH,
        TRANSCRIPTS
    }

    Fields makes(Makes what) {
        makes = what;
        return this;
    }

    Makes makes() {
        return makes;
    }

    static Fields none() {
        return new Fields();
    }

    /** Names are in camel case, and taken in snake case too; of one field there may be only one. */
    Fields inEitherCase() {
        root.inEitherCase();
        return this;
    }

    Fields model(String pointer) {
        model = declare(pointer, Rule.of(Role.MODEL));
        return this;
    }

    /** A choice in all its spellings, all clamped; the first is inserted when a body has none. */
    Fields choice(Choice choice, String... pointers) {
        inserted.add(choice);
        return choiceIfNamed(choice, pointers);
    }

    /** A choice that is clamped, and left out when a body leaves it out. */
    Fields choiceIfNamed(Choice choice, String... pointers) {
        List<Place<Rule>> places = new ArrayList<>();
        for (String pointer : pointers) {
            places.add(declare(pointer, Rule.of(choice)));
        }
        if (spellings.put(choice, places) != null) {
            throw new IllegalArgumentException(choice + " is declared twice");
        }
        return this;
    }

    Fields stream(String pointer) {
        stream = declare(pointer, Rule.of(Role.STREAM));
        return this;
    }

    /** A body that does not say whether the reply is streamed gets a stream. */
    Fields streamsUnlessTold() {
        streamsUnlessTold = true;
        return this;
    }

    /** The provider bills the prompt for each turn that it takes by itself, with what the turns before wrote and found. */
    Fields readsInEachTurn() {
        readsInEachTurn = true;
        return this;
    }

    boolean isReadInEachTurn() {
        return readsInEachTurn;
    }

    Fields usageAsked(String pointer) {
        usageAsked = declare(pointer, Rule.of(Role.USAGE_ASKED));
        return this;
    }

    Fields prompt(String pointer) {
        declare(pointer, Rule.of(Role.PROMPT));
        return required(pointer);
    }

    /** Budgets of thinking: parts of the tokens of the reply. */
    Fields budget(String... pointers) {
        for (String pointer : pointers) {
            budgets.add(declare(pointer, Rule.of(Role.BUDGET)));
        }
        return this;
    }

    Fields oneOf(String pointer, String... words) {
        return oneOf(Role.WORD, pointer, words);
    }

    Fields oneOf(Role role, String pointer, String... words) {
        declare(pointer, Rule.oneOf(role, Set.of(words)));
        return this;
    }

    /** A picture, as a string or in an object. */
    Fields picture(String pointer) {
        return all(Role.IMAGE, pointer)
                .all(Role.DATA, pointer + "/url")
                .oneOf(pointer + "/detail", "low", "high", "auto");
    }

    /** Further words of a place, which a client says in another's name. */
    Fields claims(Claim claim, String pointer, Set<String> words) {
        Place<Rule> place = root.at(pointer, Rule.STEP);
        place.say(place.said().with(claim, words));
        return this;
    }

    /** Places that are declared already, and in which a client speaks in another's name. */
    Fields claims(Claim claim, String... pointers) {
        for (String pointer : pointers) {
            Place<Rule> place = root.at(pointer, Rule.STEP);
            place.say(place.said().asClaim(claim));
        }
        return this;
    }

    /**
     * Where instructions to the model go: a field, or the list of messages as {@code /messages/*}. Of several places the
     * first that is in the body, else the last, has them.
     *
     * @param json how they are written there, with {@code %s} for their text
     */
    Fields instructions(String pointer, String json) {
        instructions.put(root.at(pointer, Rule.STEP), json);
        return this;
    }

    /** Names that must be there in an object that is. */
    Fields named(String... pointers) {
        for (String pointer : pointers) {
            require(declare(pointer, Rule.of(Role.TOOL_NAME)));
        }
        return this;
    }

    /** The same fields at several places. */
    Fields each(List<String> pointers, BiConsumer<Fields, String> fields) {
        pointers.forEach(pointer -> fields.accept(this, pointer));
        return this;
    }

    /** Further places of one role. */
    Fields all(Role role, String... pointers) {
        for (String pointer : pointers) {
            declare(pointer, Rule.of(role));
        }
        return this;
    }

    /** Places that a client's body must have, filled; an array must have an element. */
    Fields required(String... pointers) {
        for (String pointer : pointers) {
            Place<Rule> place = root.at(pointer, Rule.STEP);
            while (place.parent() != null && !place.isElement()) {
                require(place);
                place = place.above();
            }
        }
        return this;
    }

    private static void require(Place<Rule> place) {
        if (!place.said().required()) {
            place.say(place.said().asRequired());
            place.require();
        }
    }

    /** Names at the root that are let in besides, their text counted as prompt. */
    Fields allowed(Set<String> names) {
        for (String name : names) {
            Place<Rule> known = root.name(name);
            if (known != null && !known.said().role().isDenied()) {
                allowServed(known);
                continue;
            }
            Place<Rule> like = known == null ? LikeNames.find(root, name) : null;
            if (like != null) {
                throw new IllegalArgumentException(
                        "the allowed field " + name + " differs from " + like.name() + " only in how it is written");
            }
            Role role = known == null ? Role.PASS : known.said().role().allowed();
            root.at("/" + name.replace("~", "~0").replace("/", "~1"), Rule.STEP).say(Rule.of(role));
        }
        return this;
    }

    private static void allowServed(Place<Rule> place) {
        Role role = place.said().role();
        ServiceTier.Part part = role.served();
        if (part != null) {
            place.say(Rule.oneOf(role, part.words()));
        }
        place.names().values().forEach(Fields::allowServed);
    }

    /** What becomes of a client's fields that are in no table. */
    Fields unknown(Unknown what) {
        unknown = what;
        return this;
    }

    /** Parameters that the query may have: a reader of both must not find a field in the query that the body has not. */
    Fields beside(Set<String> query) {
        for (String name : query) {
            Place<Rule> known = root.name(name) == null ? LikeNames.find(root, name) : root.name(name);
            if (known != null) {
                throw new IllegalArgumentException(
                        "the query parameter " + name + ", which is the field " + known.name() + " of the body");
            }
        }
        return this;
    }

    Unknown unknown() {
        return unknown;
    }

    private Place<Rule> declare(String pointer, Rule rule) {
        Place<Rule> place = root.at(pointer, Rule.STEP);
        boolean isTaken = place.said().role() != Role.STEP || place.said().edited();
        if (isTaken || (rule.edited() && !place.isLeaf())) {
            throw new IllegalArgumentException(pointer + " has two meanings");
        }
        place.say(place.said().required() ? rule.asRequired() : rule);
        for (Place<Rule> above = place.parent(); rule.edited() && above != null; above = above.parent()) {
            if (above.elements() != null || above.said().role() != Role.STEP) {
                throw new IllegalArgumentException(pointer + " lies in a list or below another field");
            }
            above.say(above.said().asEdited());
        }
        return place;
    }

    Place<Rule> root() {
        return root;
    }

    @Nullable
    Place<Rule> modelPlace() {
        return model;
    }

    @Nullable
    Place<Rule> usageAskedPlace() {
        return usageAsked;
    }

    List<Place<Rule>> spellings(Choice choice) {
        return spellings.getOrDefault(choice, List.of());
    }

    Map<Place<Rule>, String> instructions() {
        return instructions;
    }

    /** Whether a body streams in which the choice of it stands at a spot, or nowhere. */
    boolean streams(Map<Place<Rule>, Findings.Spot> spots, boolean said) {
        Findings.Spot spot = stream == null ? null : spots.get(stream);
        return (spot == null || spot.isNull()) ? streamsUnlessTold : said;
    }

    List<Place<Rule>> budgets() {
        return budgets;
    }

    boolean inserts(Choice choice) {
        return inserted.contains(choice);
    }
}
