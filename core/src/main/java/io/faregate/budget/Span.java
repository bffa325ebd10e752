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
    /** All time: the period of what is not counted by the calendar. */
    static final Span ALWAYS = new Span(Window.Period.MONTH, Long.MIN_VALUE, Long.MAX_VALUE, 0);

    boolean isEnding() {
        return end < Long.MAX_VALUE;
    }

    boolean holds(long millis) {
        return start <= millis && millis < end;
    }
}
