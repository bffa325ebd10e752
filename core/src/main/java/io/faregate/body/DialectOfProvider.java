package io.faregate.body;

/** A dialect as one provider speaks it. */
record DialectOfProvider(Dialect plain, boolean billsAfterAbort, boolean showsThinking) implements DelegatingDialect {

    @Override
    public Dialect at(String path) {
        return new DialectOfProvider(plain.at(path), billsAfterAbort, showsThinking);
    }
}
