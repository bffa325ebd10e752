package io.faregate.body;

/** What a provider does that its dialect does not tell: it decides what a reply costs that is cut. */
public enum ProviderHabit {
    /** It stops when a call is left, and bills what it has written until then. */
    STOPS {
        @Override
        public Dialect of(Dialect dialect) {
            return new DialectOfProvider(dialect, false, dialect.showsThinking());
        }
    },
    /** It writes on when a call is left, and bills all of it. */
    BILLS {
        @Override
        public Dialect of(Dialect dialect) {
            return new DialectOfProvider(dialect, true, dialect.showsThinking());
        }
    },
    /** It shows all that its models think, or they think nothing. */
    SHOWS_THINKING {
        @Override
        public Dialect of(Dialect dialect) {
            return new DialectOfProvider(dialect, dialect.billsAfterAbort(), true);
        }
    };

    /**
     * A dialect as a provider speaks it that does this.
     *
     * @param dialect what it speaks
     * @return the same dialect, whose replies are charged so where they are cut
     */
    public abstract Dialect of(Dialect dialect);
}
