package io.faregate.policy;

import org.jspecify.annotations.Nullable;

/**
 * What the value of a key may be. The same few kinds read the file, make the schema and the reference in the docs.
 *
 * @param <T> what it is read as
 */
sealed interface Kind<T> permits Kind.Plain, Document, ListOf, MapOf, Section {

    /** Reads a value, and notes what is wrong; null when nothing of it is of use. */
    @Nullable
    T read(Yaml value, String path, Mistakes mistakes);

    /** What is allowed, as mistakes and docs say it. */
    String allowed();

    /** A kind that is one text, number or word. */
    sealed interface Plain<T> extends Kind<T> permits Scalar, OneOf {

        /** The value, or null when it is not of this kind. */
        @Nullable
        T parse(Yaml value);

        /** What is allowed, and what may have been meant. */
        default String allowed(Yaml value) {
            return allowed();
        }

        @Override
        default @Nullable T read(Yaml value, String path, Mistakes mistakes) {
            T parsed = parse(value);
            if (parsed == null) {
                mistakes.wrong(value, path, allowed(value));
            }
            return parsed;
        }
    }
}
