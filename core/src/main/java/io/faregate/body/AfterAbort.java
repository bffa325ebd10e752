package io.faregate.body;

/** What a provider does with a call that is left before its reply is whole. */
public enum AfterAbort {
    /** It stops, and bills what it has written until then. */
    STOPS,
    /** It writes on, and bills all of it. */
    BILLS;

    /**
     * A dialect as a provider speaks it that does this.
     *
     * @param dialect what it speaks
     * @return the same dialect, whose replies are charged so where they are cut
     */
    public Dialect of(Dialect dialect) {
        return new OfProvider(dialect, this == BILLS);
    }

    private record OfProvider(Dialect plain, boolean billsAfterAbort) implements DelegatingDialect {

        @Override
        public Dialect at(String path) {
            return new OfProvider(plain.at(path), billsAfterAbort);
        }
    }
}
