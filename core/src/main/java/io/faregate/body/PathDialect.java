package io.faregate.body;

import java.util.regex.Pattern;

/** A dialect that is spoken in JSON, and in forms at some of its paths. */
record PathDialect(Dialect plain, Pattern forms, FormDialect form) implements DelegatingDialect {

    @Override
    public Dialect at(String path) {
        return forms.matcher(path).matches() ? form : plain;
    }
}
