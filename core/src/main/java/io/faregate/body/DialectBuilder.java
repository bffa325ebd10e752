package io.faregate.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Defines a dialect of the operator's own: where in its requests and replies is what costs, as JSON pointers in which
 * {@code *} is any element of an array. What is not named is not let in from a client. What contradicts what was said
 * before fails at that call. Not thread-safe; what it has built is.
 */
public final class DialectBuilder {
    private final String name;
    private final List<Consumer<Fields>> requests = new ArrayList<>();
    private final List<Consumer<ReplyFields>> replies = new ArrayList<>();

    /** What has been said so far, so that the next call can be checked against it. */
    private final Fields checked = Fields.none();

    private @Nullable Counting counting;
    private @Nullable String refusals;

    /**
     * A dialect that has no fields yet.
     *
     * @param name as policies call it; no name of {@link Dialects#names()}
     * @throws IllegalArgumentException when there is such a dialect already
     */
    public DialectBuilder(String name) {
        if (Dialects.names().contains(name)) {
            throw new IllegalArgumentException("there is a dialect " + name + " already");
        }
        this.name = name;
    }

    private DialectBuilder with(Consumer<Fields> fields) {
        fields.accept(checked);
        requests.add(fields);
        return this;
    }

    /**
     * The model's name; needed.
     *
     * @param pointer where it is
     * @return this builder
     */
    public DialectBuilder model(String pointer) {
        return with(fields -> fields.model(pointer));
    }

    /**
     * The most tokens of a reply, in all its spellings, which are all clamped; needed. The first is put into a body that
     * has none.
     *
     * @param pointers where they are
     * @return this builder
     */
    public DialectBuilder outputTokens(String... pointers) {
        return with(fields -> fields.choice(Choice.OUTPUT_TOKENS, pointers));
    }

    /**
     * How many replies are written to one prompt, in all spellings, which are all clamped.
     *
     * @param pointers where they are
     * @return this builder
     */
    public DialectBuilder choices(String... pointers) {
        return with(fields -> fields.choiceIfNamed(Choice.CHOICES, pointers));
    }

    /**
     * Whether the reply is streamed.
     *
     * @param pointer where it is said
     * @return this builder
     */
    public DialectBuilder stream(String pointer) {
        return with(fields -> fields.stream(pointer));
    }

    /**
     * Whether a stream reports usage, where that must be asked for: it is then asked for always.
     *
     * @param pointer where it is asked for
     * @return this builder
     */
    public DialectBuilder usageAsked(String pointer) {
        return with(fields -> fields.usageAsked(pointer));
    }

    /**
     * Messages, which are counted.
     *
     * @param pointers where they are
     * @return this builder
     */
    public DialectBuilder messages(String... pointers) {
        return with(fields -> fields.all(Role.MESSAGE, pointers));
    }

    /**
     * Tools, which are counted.
     *
     * @param pointers where they are
     * @return this builder
     */
    public DialectBuilder tools(String... pointers) {
        return with(fields -> fields.all(Role.TOOL, pointers));
    }

    /**
     * Documents, which are counted; anything may be in one.
     *
     * @param pointers where they are
     * @return this builder
     */
    public DialectBuilder documents(String... pointers) {
        return with(fields -> fields.all(Role.DOCUMENT, pointers));
    }

    /**
     * Strings that are text of a message; or lists of parts, where a pointer goes on to the text of a part.
     *
     * @param pointers where they are
     * @return this builder
     */
    public DialectBuilder texts(String... pointers) {
        return with(fields -> fields.all(Role.TEXT, pointers));
    }

    /**
     * What is let in whatever it is; all of it counts as prompt, with its brackets and quotes.
     *
     * @param pointers where it is
     * @return this builder
     */
    public DialectBuilder allow(String... pointers) {
        return with(fields -> fields.all(Role.PASS, pointers));
    }

    /**
     * A string of which only some values are let in from a client.
     *
     * @param pointer where it is
     * @param words the values
     * @return this builder
     */
    public DialectBuilder words(String pointer, String... words) {
        return with(fields -> fields.oneOf(pointer, words));
    }

    /**
     * What is refused from a client, even where all else that is unknown is only taken out.
     *
     * @param pointers where it is
     * @return this builder
     */
    public DialectBuilder deny(String... pointers) {
        return with(fields -> fields.all(Role.DENIED, pointers));
    }

    /**
     * The service tier, which prices may depend on: as an application asks for it, and as a reply says it was given. A client
     * may not ask for one, unless {@link AppFields} of a route let it.
     *
     * @param pointer where it is, in a request and in a reply
     * @return this builder
     */
    public DialectBuilder tier(String pointer) {
        replies.add(fields -> fields.served(Reading.TIER, pointer));
        return with(fields -> fields.oneOf(Role.TIER, pointer));
    }

    /**
     * What a client's body must have, filled.
     *
     * @param pointers where it is
     * @return this builder
     */
    public DialectBuilder require(String... pointers) {
        return with(fields -> fields.required(pointers));
    }

    /**
     * A reply's report of usage. Without one, rides are charged by what was seen, or as held.
     *
     * @param how how the counts add up; the same for all reports of a dialect
     * @param pointer the object of the report; empty for the reply itself
     * @param counts pointers from there to the counts, prompt and completion at least
     * @return this builder
     * @throws IllegalArgumentException when a count is missing or has no meaning there
     */
    public DialectBuilder usage(Counting how, String pointer, Map<ReplyCount, String> counts) {
        if (counting != null && counting != how) {
            throw new IllegalArgumentException("usage is counted " + counting + " already, and not " + how);
        }
        if (!counts.containsKey(ReplyCount.PROMPT) || !counts.containsKey(ReplyCount.COMPLETION)) {
            throw new IllegalArgumentException("counts without prompt and completion");
        }
        counting = how;
        Map<String, Reading> readings = new LinkedHashMap<>();
        counts.forEach((count, place) -> readings.put(place, how.reading(count)));
        replies.add(fields -> fields.usage(pointer, readings));
        return this;
    }

    /**
     * Visible output in the parts of a stream, by which a reply is charged that ends before it says what it used.
     *
     * @param pointers where it is: a string, or an object with all that is in it
     * @return this builder
     */
    public DialectBuilder deltas(String... pointers) {
        replies.add(fields -> fields.deltas(pointers));
        return this;
    }

    /**
     * How refusals are worded.
     *
     * @param dialect a name of {@link Dialects#names()}; as {@code none} unless told
     * @return this builder
     */
    public DialectBuilder refusals(String dialect) {
        if (!Dialects.names().contains(dialect)) {
            throw new IllegalArgumentException("no dialect: " + dialect + "; there are " + Dialects.names());
        }
        if (refusals != null) {
            throw new IllegalStateException("refusals are set already: " + refusals);
        }
        refusals = dialect;
        return this;
    }

    /**
     * Whether it has what a dialect needs: places for the model and for the tokens of a reply.
     *
     * @return true when it can be built
     */
    public boolean isWhole() {
        return checked.modelPlace() != null
                && !checked.spellings(Choice.OUTPUT_TOKENS).isEmpty();
    }

    /**
     * The dialect, for a route or a provider.
     *
     * @param route what else the route lets in
     * @return an immutable dialect
     * @throws IllegalStateException when it has no place for the model or for the tokens of a reply: it could not be
     *     held to them
     * @throws IllegalArgumentException when the route lets in what is only another way to write a field
     */
    public Dialect build(AppFields route) {
        if (!isWhole()) {
            throw new IllegalStateException("the dialect " + name + " needs a model and output tokens");
        }
        Fields fields = Fields.none();
        requests.forEach(each -> each.accept(fields));
        fields.allowed(route.allowed()).unknown(route.unknown()).beside(route.query());
        ReplyFields reply = counting == null ? null : counting.fields();
        if (reply != null) {
            replies.forEach(each -> each.accept(reply));
        }
        return JsonDialect.of(
                name,
                HeadFields.ofProviders(route),
                QueryFields.none().of(route),
                fields,
                reply,
                Dialects.refusals(refusals == null ? "none" : refusals));
    }
}
