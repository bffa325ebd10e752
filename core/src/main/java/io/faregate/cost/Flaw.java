package io.faregate.cost;

/**
 * Something wrong with the prices of a model.
 *
 * @param column what it is about, as a price file calls it
 * @param found what is there; empty for nothing
 * @param allowed what may be there
 */
record Flaw(String column, String found, String allowed) {

    @Override
    public String toString() {
        return column + ": found " + (found.isEmpty() ? "nothing" : '"' + found + '"') + ", allowed is " + allowed;
    }
}
