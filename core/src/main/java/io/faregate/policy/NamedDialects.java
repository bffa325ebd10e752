package io.faregate.policy;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.DialectBuilder;
import io.faregate.body.Dialects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The dialects that a policy may name: those that are built in, and its own. */
final class NamedDialects {
    private final Map<String, DialectBuilder> own = new LinkedHashMap<>();

    void add(String name, DialectBuilder dialect) {
        own.put(name, Once.set(own.get(name), dialect, "dialect " + name));
    }

    List<String> names() {
        List<String> names = new ArrayList<>(Dialects.names());
        names.addAll(own.keySet());
        return names;
    }

    void require(String name) {
        if (!names().contains(name)) {
            throw new IllegalArgumentException("no dialect: " + name + "; there are " + names());
        }
    }

    Dialect named(String name, AppFields route) {
        require(name);
        DialectBuilder defined = own.get(name);
        return defined == null ? Dialects.named(name, route).orElseThrow() : defined.build(route);
    }
}
