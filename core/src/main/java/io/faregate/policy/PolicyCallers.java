package io.faregate.policy;

import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import io.faregate.ride.RequestHead;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as the {@code callers} section says. Immutable and thread-safe.
 *
 * @param user where the user id is
 * @param own the application's own resolver when it says who asks; null when {@code user} does
 * @param plan where the plan's name is; null for nowhere
 * @param plans the plans of the policy, as written
 * @param defaultPlan the plan of a caller whose plan is missing or unknown; empty for none
 * @param ids how user ids become keys
 * @param addresses finds the client's network
 */
record PolicyCallers(
        Source user,
        @Nullable CallerResolver own,
        @Nullable Source plan,
        List<String> plans,
        String defaultPlan,
        UserIds ids,
        ClientAddress addresses)
        implements CallerResolver {

    @Override
    public Caller resolve(RequestHead head) {
        boolean proxied = addresses.isProxied(head);
        Caller said = own == null ? said(head, proxied) : own.resolve(head);
        String id = ids.of(said.userId());
        String original = said.principal() == null ? said.userId() : said.principal();
        return new Caller(
                id,
                id == null ? null : original,
                known(said.plan() == null ? planOf(head, proxied) : said.plan()),
                addresses.network(head),
                said.attributes());
    }

    @Override
    public Caller spelled(Caller written) {
        String network = written.network();
        return new Caller(
                ids.of(written.userId()),
                written.principal(),
                written.plan(),
                network.isEmpty() || network.equals(ClientAddress.UNKNOWN) ? network : Address.networkOf(network),
                written.attributes());
    }

    private Caller said(RequestHead head, boolean proxied) {
        String name = user.read(head, proxied);
        return new Caller(name, name, null, "", Map.of());
    }

    private @Nullable String planOf(RequestHead head, boolean proxied) {
        if (plan == null) {
            return null;
        }
        return plan.from() == Source.From.ROLE ? lastRole(head) : plan.read(head, proxied);
    }

    private @Nullable String lastRole(RequestHead head) {
        for (int i = plans.size() - 1; i >= 0; i--) {
            if (head.hasRole(plans.get(i))) {
                return plans.get(i);
            }
        }
        return null;
    }

    private @Nullable String known(@Nullable String name) {
        if (name != null && plans.contains(name.strip())) {
            return name.strip();
        }
        return defaultPlan.isEmpty() ? null : defaultPlan;
    }
}
