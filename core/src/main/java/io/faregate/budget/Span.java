package io.faregate.budget;

/**
 * One calendar period, from its first millisecond to that of the next. Immutable.
 *
 * @param every which kind
 * @param start the first millisecond since the epoch
 * @param end the first millisecond of the next one
 * @param ordinal counts the periods of this kind
 */
record Span(Window.Period every, long start, long end, long ordinal) {

    boolean holds(long millis) {
        return start <= millis && millis < end;
    }
}
