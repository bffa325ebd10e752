package io.faregate.cost;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A price file with mistakes: all of them, in the order of the file. */
public final class CostTableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 50;

    private final transient List<Mistake> mistakes;

    CostTableException(List<Mistake> mistakes) {
        super(message(mistakes));
        this.mistakes = List.copyOf(mistakes);
    }

    /**
     * What is wrong.
     *
     * @return at least one mistake
     */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    private static String message(List<Mistake> mistakes) {
        String shown = mistakes.stream().limit(SHOWN).map(Mistake::toString).collect(Collectors.joining("\n"));
        return mistakes.size() <= SHOWN ? shown : shown + "\nand " + (mistakes.size() - SHOWN) + " more";
    }

    /**
     * One mistake.
     *
     * @param file the file's name
     * @param line the line it is on, from one
     * @param column the column it is in, as the header names it; empty for the whole line
     * @param found what is there, without control characters and in at most 80 letters; empty for nothing
     * @param allowed what may be there
     */
    public record Mistake(String file, int line, String column, String found, String allowed) {

        /**
         * The mistake as a sentence.
         *
         * @return as {@code prices.csv, line 3, output: found "-1", allowed is a decimal from 0 ...}
         */
        @Override
        public String toString() {
            String place = file + ", line " + line;
            return place + (column.isEmpty() ? "" : ", ") + new Flaw(column, found, allowed);
        }
    }
}
