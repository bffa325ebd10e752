package io.faregate.policy;

import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.RequestHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as a resolver of the application's says; but its user ids become keys as all others do. Immutable and
 * thread-safe, if that one is.
 *
 * @param own the application's resolver
 * @param ids how user ids become keys
 */
record SpelledCallers(CallerResolver own, UserIds ids) implements CallerResolver {

    /** What spells ids already is left alone: an id that is hashed would be hashed again. */
    static CallerResolver of(CallerResolver resolver, UserIds ids) {
        Objects.requireNonNull(resolver, "callers");
        return resolver instanceof PolicyCallers || resolver instanceof SpelledCallers
                ? resolver
                : new SpelledCallers(resolver, ids);
    }

    @Override
    public Caller resolve(RequestHead head) {
        Caller said = own.resolve(head);
        String id = ids.of(said.userId());
        String principal = id == null ? null : said.principal() == null ? said.userId() : said.principal();
        return spelled(said.network().isBlank() ? nowhere(said) : said, id, principal);
    }

    @Override
    public Caller spelled(Caller written) {
        Caller said = own.spelled(written);
        return spelled(said, ids.of(said.userId()), said.principal());
    }

    private static Caller nowhere(Caller said) {
        return new Caller(said.userId(), said.principal(), said.plan(), ClientAddress.UNKNOWN, said.attributes());
    }

    /** The same object when nothing changes, as for most callers. */
    private static Caller spelled(Caller said, @Nullable String id, @Nullable String principal) {
        boolean isSame = Objects.equals(id, said.userId()) && Objects.equals(principal, said.principal());
        return isSame ? said : new Caller(id, principal, said.plan(), said.network(), said.attributes());
    }
}
