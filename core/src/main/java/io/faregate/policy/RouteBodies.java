package io.faregate.policy;

import io.faregate.body.AppFields;
import io.faregate.body.Claim;
import io.faregate.body.Dialect;
import io.faregate.body.Unknown;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been said of how a route's bodies are read, and who speaks in them. Not thread-safe. */
final class RouteBodies {
    private final NamedDialects dialects;
    private @Nullable String dialect;
    private @Nullable AppFields fields;
    private @Nullable Set<String> query;
    private @Nullable Set<String> headers;
    private @Nullable Unknown unknown;
    private @Nullable Set<Claim> claims;
    private @Nullable String instructions;

    RouteBodies(NamedDialects dialects) {
        this.dialects = dialects;
    }

    void dialect(String name) {
        dialects.require(name);
        dialect = Once.set(dialect, name, "dialect");
    }

    void fields(AppFields places) {
        fields = Once.set(fields, places, "fields");
    }

    void query(Set<String> names) {
        query = Once.set(query, names, "allowed query");
    }

    void headers(Set<String> names) {
        headers = Once.set(headers, names, "allowed headers");
    }

    void unknown(Unknown what) {
        unknown = Once.set(unknown, what, "unknown fields");
    }

    void messages(Set<Claim> allowed) {
        claims = Once.set(claims, allowed, "messages");
        requireOneVoice();
    }

    void instructions(String text) {
        instructions = Once.set(instructions, text, "instructions");
        requireOneVoice();
    }

    private void requireOneVoice() {
        if (instructions != null && claims != null && claims.contains(Claim.SYSTEM)) {
            throw new IllegalStateException("a client's instructions are either let in or replaced");
        }
    }

    /** Fails when the dialect can not have these fields, or no instructions. */
    void requireDialect() {
        Dialect built = dialect();
        if (instructions != null && !built.takesInstructions()) {
            throw new IllegalArgumentException("dialect " + built.name() + " has no place for instructions");
        }
    }

    MessagePolicy messages() {
        return new MessagePolicy(claims == null ? Set.of() : claims, instructions);
    }

    /** The dialect with all of that; fails when it can not have these fields. */
    Dialect dialect() {
        AppFields places = fields == null ? AppFields.DEFAULT : fields;
        places = query == null ? places : places.query(query);
        places = headers == null ? places : places.headers(headers);
        places = unknown == null ? places : places.unknown(unknown);
        return dialects.named(dialect == null ? "app" : dialect, places);
    }
}
