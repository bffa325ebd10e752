package io.faregate.policy;

import io.faregate.body.ProviderHabit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what a file has to the builder, and nothing else; mistakes get their places in the file. */
final class PolicyReader {
    private final Mistakes mistakes;
    private final CostsReader costs;
    private final SchemaReader schemas;
    private final PolicyBuilder builder = Policy.builder();
    private final Set<String> mistaken = new HashSet<>();

    PolicyReader(Mistakes mistakes, Beside files) {
        this.mistakes = mistakes;
        this.costs = new CostsReader(files, mistakes);
        this.schemas = new SchemaReader(files, mistakes);
    }

    /** The policy of a file that has been read. */
    Policy read(Values root) {
        root.give(RootKeys.ZONE, builder::zone);
        root.give(RootKeys.MODE, builder::mode);
        if (root.get(RootKeys.UNLISTED).orElse(false)) {
            builder.refuseUnlisted();
        }
        if (root.get(RootKeys.LIMIT_FIELDS).orElse(false)) {
            builder.showLimits();
        }
        callers(section(root, RootKeys.CALLERS));
        builder.costs(costs.read(section(root, RootKeys.COSTS)));
        root.give(RootKeys.MODEL_NAMES, this::modelNames);
        root.give(RootKeys.DIALECTS, dialects -> dialects.forEach(this::dialect));
        root.give(
                RootKeys.PROVIDERS,
                places -> places.forEach((place, provider) ->
                        provider.give(RootKeys.PROVIDER_DIALECT, name -> provider(place, provider, name))));
        LimitReader.read(root.all(RootKeys.LIMITS)).forEach(builder::limit);
        root.give(RootKeys.PLANS, plans -> plans.forEach(this::plan));
        root.all(RootKeys.ROUTES).forEach(this::route);
        SuspicionReader.read(root.all(RootKeys.SUSPICION)).forEach(rule -> builder.suspicion(rule.rule(), rule));
        root.give(RootKeys.LOST_CLIENTS, section -> builder.lostClients(LostClientKeys.read(section)));
        watch(root);
        return checked();
    }

    private static Values section(Values root, Key<Values> key) {
        return root.get(key).orElse(new Values(key.name(), Map.of()));
    }

    private void callers(Values section) {
        Callers callers = new Callers();
        section.give(
                CallerKeys.USER,
                source -> attempt(
                        section.at(CallerKeys.USER),
                        "a public class with a public constructor without arguments that is a CallerResolver",
                        () -> callers.user(source)));
        section.give(CallerKeys.PLAN, callers::plan);
        section.all(CallerKeys.TRUSTED_PROXIES).forEach(callers::trustedProxy);
        section.give(CallerKeys.FORWARDED, callers::forwarded);
        section.give(CallerKeys.USER_IDS, callers::userIds);
        section.give(CallerKeys.DEFAULT_PLAN, builder::defaultPlan);
        builder.callers(callers);
    }

    private void modelNames(Values names) {
        names.give(RootKeys.ALIASES, aliases -> aliases.forEach(builder::alias));
        if (names.get(RootKeys.DATED).orElse(false)) {
            builder.datedModels();
        }
    }

    private void dialect(String name, Values dialect) {
        builder.dialect(name, says -> {
            new DialectReader(dialect, mistakes).read(says);
            if (!says.isWhole()) {
                mistaken.add(name);
            }
        });
    }

    /** A dialect with mistakes is there all the same, so that who names it is not mistaken too. */
    private boolean isOfUse(String dialect) {
        return builder.dialects().contains(dialect) && !mistaken.contains(dialect);
    }

    private void provider(String place, Values provider, String dialect) {
        List<String> speakable = new ArrayList<>(builder.dialects());
        speakable.removeAll(List.of("app", "multipart"));
        if (!checkName(provider.path(), dialect, speakable) || mistaken.contains(dialect)) {
            return;
        }
        builder.provider(place, dialect);
        provider.give(RootKeys.AFTER_ABORT, habit -> builder.provider(place, habit));
        if (provider.get(RootKeys.THINKING).orElse(false)) {
            builder.provider(place, ProviderHabit.SHOWS_THINKING);
        }
    }

    private boolean checkName(String path, String dialect, List<String> names) {
        boolean isThere = names.contains(dialect);
        if (!isThere) {
            mistakes.add(path, "'" + dialect + "'", Spelling.allowed(String.join(", ", names), dialect, names));
        }
        return isThere;
    }

    private void plan(String name, Values plan) {
        builder.plan(name, says -> {
            plan.give(RouteKeys.MODELS, models -> says.models(models.toArray(String[]::new)));
            plan.give(
                    RouteKeys.CAPS,
                    caps -> CapReader.read(caps, mistakes)
                            .forEach((what, cap) -> says.cap(what, cap.max(), cap.preset())));
            LimitReader.read(plan.all(RouteKeys.LIMITS)).forEach(says::limit);
        });
    }

    private void route(Values route) {
        route.give(RouteKeys.DIALECT, name -> checkName(route.at(RouteKeys.DIALECT), name, builder.dialects()));
        route.give(
                RouteKeys.PATH,
                path -> attempt(
                        route.at(RouteKeys.FIELDS),
                        "fields that each have a place of their own",
                        () -> builder.route(
                                route.path(),
                                path,
                                says -> new RouteReader(route, this::isOfUse, mistakes, schemas).read(says))));
    }

    /** A section that this version reads and does not act on. */
    private void watch(Values root) {
        if (!root.all(RootKeys.ALERTS).isEmpty()) {
            builder.note(RootKeys.ALERTS.name() + ": read, but not acted on in this version");
        }
    }

    /** A builder's call that fails by what only it knows. */
    private void attempt(String path, String allowed, Runnable call) {
        try {
            call.run();
        } catch (IllegalArgumentException | IllegalStateException wrong) {
            mistakes.add(path, String.valueOf(wrong.getMessage()), allowed);
        }
    }

    private Policy checked() {
        for (Mistake each : builder.mistakes()) {
            // a file without a route, or with mistakes in all of them, is known already
            if (!each.key().equals(RootKeys.ROUTES.name())) {
                mistakes.add(each.key(), each.found(), each.allowed());
            }
        }
        if (!mistakes.isEmpty()) {
            throw mistakes.exception();
        }
        return builder.build();
    }
}
