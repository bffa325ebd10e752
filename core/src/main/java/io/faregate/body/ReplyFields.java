package io.faregate.body;

import io.faregate.cost.Usage;
import java.util.Map;
import java.util.Set;

/** A dialect's replies as a table: where usage and visible output are, and how counts become units. */
final class ReplyFields {
    /** Those of a shape of the application's own: enough to notice a stream without end, and no measure of what it costs. */
    static final ReplyFields OWN = new ReplyFields(UsageFormula.INCLUSIVE, Reading.OWN);

    private final Place<Reading> root;
    private final UsageFormula formula;
    private boolean hasPictures;
    private boolean hasFinish;
    private boolean billsAfterAbort;

    /** The provider's own tools whose calls are items, a count, or queries. */
    private Set<String> items = Set.of();

    private Set<String> counted = Set.of();
    private Set<String> queried = Set.of();

    private ReplyFields(UsageFormula formula, Reading root) {
        this.formula = formula;
        this.root = Place.root(root);
    }

    static ReplyFields of(UsageFormula formula) {
        return new ReplyFields(formula, Reading.STEP);
    }

    /** An object of usage, the whole reply when it has no name of its own, and where each count is inside it. */
    ReplyFields usage(String pointer, Map<String, Reading> counts) {
        return report(pointer, Reading.USAGE, counts);
    }

    /** A report at a stream's beginning; what the later one leaves out is taken from it. */
    ReplyFields opening(String pointer, Map<String, Reading> counts) {
        return report(pointer, Reading.OPENING, counts);
    }

    private ReplyFields report(String pointer, Reading report, Map<String, Reading> counts) {
        counted = counts.containsValue(Reading.WEB_SEARCHES) ? Set.of(ProviderTool.SEARCH) : counted;
        (pointer.isEmpty() ? root : root.at(pointer, Reading.STEP)).say(report);
        counts.forEach((name, count) -> root.at(pointer + name, Reading.STEP).say(count));
        return this;
    }

    /** Turns that the provider took by itself, each with counts of its own, listed inside a report. */
    ReplyFields turns(String pointer, Map<String, Reading> counts) {
        root.at(pointer, Reading.STEP).say(Reading.TURN);
        counts.forEach((name, count) -> root.at(pointer + name, Reading.STEP).say(count));
        return this;
    }

    /**
     * Parts of a count that are listed one by one inside a report, each an object.
     *
     * @param kind the name of what a part is of, as {@link Reading#kind} has it
     * @param amount the name of how much it is
     */
    ReplyFields parts(String pointer, Reading count, String kind, String amount) {
        root.at(pointer, Reading.STEP).say(count);
        root.at(pointer + "/" + kind, Reading.STEP).say(Reading.KIND);
        root.at(pointer + "/" + amount, Reading.STEP).say(Reading.AMOUNT);
        return this;
    }

    /** Places of one word each that say how the call was served. */
    ReplyFields served(Reading word, String... pointers) {
        return all(word, pointers);
    }

    private ReplyFields all(Reading reading, String... pointers) {
        for (String pointer : pointers) {
            root.at(pointer, Reading.STEP).say(reading);
        }
        return this;
    }

    /**
     * A list of all that was done, beside a report; calls of the provider's own tools are among it, by their type.
     *
     * @param tools those whose calls are known to be listed, each as its name and {@code _call}
     */
    ReplyFields items(Set<String> tools, String... pointers) {
        items = tools;
        for (String pointer : pointers) {
            root.at(pointer, Reading.STEP).say(Reading.ITEMS);
            root.at(pointer + "/*/type", Reading.STEP).say(Reading.CALL);
        }
        return this;
    }

    /** What was searched for, each a search by one of some tools; all of it is known at the reply's end. */
    ReplyFields queries(Set<String> tools, String pointer) {
        queried = tools;
        root.at(pointer, Reading.STEP).say(Reading.QUERY);
        return this;
    }

    /** Words that say why a reply has ended, where its report grows with it. */
    ReplyFields finish(String... pointers) {
        hasFinish = true;
        return all(Reading.FINISH, pointers);
    }

    /** The provider goes on, and bills it, when nobody listens any more. */
    ReplyFields billsAfterAbort() {
        billsAfterAbort = true;
        return this;
    }

    /** Pictures that were made, each an object. */
    ReplyFields pictures(String pointer) {
        root.at(pointer, Reading.STEP).say(Reading.PICTURE);
        hasPictures = true;
        return this;
    }

    /** Whether strings of a reply may be pictures, megabytes long. */
    boolean hasPictures() {
        return hasPictures;
    }

    /** The replies to a prompt, and the places of visible output inside one. */
    ReplyFields choices(String pointer, String... deltas) {
        root.at(pointer, Reading.STEP).say(Reading.CHOICE);
        for (String delta : deltas) {
            deltas(pointer + delta);
        }
        return this;
    }

    /** Places of visible output that belong to the one reply: a string, or an object with all that is in it. */
    ReplyFields deltas(String... pointers) {
        return all(Reading.DELTA, pointers);
    }

    /** The same of thinking that is not shown as it was written. */
    ReplyFields thoughts(String... pointers) {
        return all(Reading.THOUGHT, pointers);
    }

    Set<String> items() {
        return items;
    }

    Set<String> counted() {
        return counted;
    }

    Set<String> queried() {
        return queried;
    }

    /** Whether a report is whole only where the reply says that it has ended. */
    boolean hasFinish() {
        return hasFinish;
    }

    boolean isBilledAfterAbort() {
        return billsAfterAbort;
    }

    Place<Reading> root() {
        return root;
    }

    /** Whether a report says what is needed, and nothing that can not be. */
    boolean makeSense(Counts counts) {
        return !counts.isSpoiled() && formula.fits(counts);
    }

    /** The units of a report that makes sense. */
    Usage usage(Counts counts) {
        return formula.usage(counts);
    }
}
