package io.faregate.policy;

import io.faregate.body.AppFields;
import io.faregate.body.Claim;
import io.faregate.body.Dialects;
import io.faregate.cost.Money;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Says one route of the file to the builder. */
final class RouteReader {
    private final Values route;
    private final Predicate<String> known;
    private final Mistakes mistakes;
    private final SchemaReader schemas;

    RouteReader(Values route, Predicate<String> known, Mistakes mistakes, SchemaReader schemas) {
        this.route = route;
        this.known = known;
        this.mistakes = mistakes;
        this.schemas = schemas;
    }

    void read(RouteBuilder builder) {
        route.give(RouteKeys.METHODS, methods -> builder.methods(distinct(methods)));
        route.get(RouteKeys.DIALECT).filter(known).ifPresent(builder::dialect);
        route.give(RouteKeys.REQUIRE, require -> require(require, builder));
        route.give(
                RouteKeys.CAPS,
                caps -> CapReader.read(caps, mistakes)
                        .forEach((what, cap) -> builder.cap(what, cap.max(), cap.preset())));
        LimitReader.read(route.all(RouteKeys.LIMITS)).forEach(builder::limit);
        route.give(RouteKeys.MODEL, model -> model(model, builder));
        route.give(
                RouteKeys.TOOLS,
                tools -> tools.give(
                        RouteKeys.TOOLS_ALLOW, allow -> allow.forEach((name, rule) -> tool(name, rule, builder))));
        route.give(RouteKeys.MESSAGES, messages -> messages(messages, builder));
        if (hasFields()) {
            builder.fields(fields());
        }
        if (!isUnread(RouteKeys.ALLOW_QUERY, Set.of("none"))) {
            builder.allowQuery(distinct(route.all(RouteKeys.ALLOW_QUERY)));
        }
        if (!isUnread(RouteKeys.ALLOW_HEADERS, Set.of("none", "app", "multipart"))) {
            builder.allowHeaders(distinct(route.all(RouteKeys.ALLOW_HEADERS)));
        }
        if (!isUnread(RouteKeys.UNKNOWN_FIELDS, Set.of("none", "multipart"))) {
            route.give(RouteKeys.UNKNOWN_FIELDS, builder::unknownFields);
        }
        route.give(RouteKeys.MODE, builder::mode);
    }

    private static void require(Values require, RouteBuilder builder) {
        if (!require.get(RouteKeys.WHO).orElse(true)) {
            builder.anyone();
        }
        require.give(RouteKeys.PLANS, plans -> builder.plans(distinct(plans)));
    }

    private static void model(Values model, RouteBuilder builder) {
        if (model.get(RouteKeys.USE).isPresent()) {
            model.give(RouteKeys.USE, builder::use);
        } else {
            model.give(RouteKeys.PRESET, builder::defaultModel);
            model.give(RouteKeys.ALLOW, models -> builder.allow(models.toArray(String[]::new)));
        }
        model.give(
                RouteKeys.DOWNGRADE,
                values -> values.give(
                        RouteKeys.AT,
                        percent -> values.give(
                                RouteKeys.TO, to -> builder.downgrade(percent, to.toArray(String[]::new)))));
        model.give(
                RouteKeys.TASKS,
                tasks -> tasks.forEach((task, models) -> builder.task(task, models.toArray(String[]::new))));
        model.give(RouteKeys.SHORTEST_REPLY, builder::shortestReply);
    }

    private void tool(String name, Values rule, RouteBuilder builder) {
        builder.tool(
                name,
                rule.get(RouteKeys.TOOL_MAX).orElse(Long.MAX_VALUE),
                rule.get(RouteKeys.TOOL_COST).orElse(Money.ZERO),
                schemas.read(rule.get(RouteKeys.TOOL_SCHEMA).orElse(null), rule.at(RouteKeys.TOOL_SCHEMA)));
    }

    /** Instructions are the route's, the client's or, with neither, nobody's. */
    private void messages(Values messages, RouteBuilder builder) {
        List<Claim> claims = messages.all(RouteKeys.CLAIMS).stream().distinct().toList();
        boolean isClients = claims.contains(Claim.SYSTEM);
        messages.give(RouteKeys.CLAIMS, some -> builder.messages(claims.toArray(Claim[]::new)));
        messages.give(RouteKeys.INSTRUCTIONS, text -> {
            String dialect = route.get(RouteKeys.DIALECT).orElse("app");
            String at = messages.at(RouteKeys.INSTRUCTIONS);
            if (isClients) {
                mistakes.add(at, "instructions beside allow: system", "one of them");
            } else if (!Dialects.takeInstructions().contains(dialect)) {
                mistakes.add(
                        at,
                        "instructions beside dialect " + dialect,
                        "only beside one of these: " + String.join(", ", Dialects.takeInstructions()));
            } else {
                builder.instructions(text);
            }
        });
    }

    /** Fields of a dialect that has none of the kind are a mistake. */
    private boolean hasFields() {
        String dialect = route.get(RouteKeys.DIALECT).orElse("app");
        boolean hasPlaces = route.get(RouteKeys.FIELDS).isPresent();
        boolean hasMore = !route.all(RouteKeys.ALLOW_FIELDS).isEmpty();
        if (hasPlaces && !dialect.equals("app")) {
            mistakes.add(route.at(RouteKeys.FIELDS), "fields beside dialect " + dialect, "only beside dialect app");
        }
        boolean readsNothing = dialect.equals("none");
        if (hasMore && readsNothing) {
            mistakes.add(
                    route.at(RouteKeys.ALLOW_FIELDS),
                    "allowed fields beside dialect " + dialect,
                    "only beside a dialect that reads fields");
        }
        return (hasPlaces && dialect.equals("app")) || (hasMore && !readsNothing);
    }

    /** A key of no use beside a dialect that reads nothing is a mistake. */
    private boolean isUnread(Key<?> key, Set<String> unreading) {
        String dialect = route.get(RouteKeys.DIALECT).orElse("app");
        if (unreading.contains(dialect) && route.get(key).isPresent()) {
            mistakes.add(
                    route.at(key), key.name() + " beside dialect " + dialect, "only beside a dialect that reads it");
        }
        return unreading.contains(dialect);
    }

    private AppFields fields() {
        Values fields = route.get(RouteKeys.FIELDS).orElse(new Values(route.path(), Map.of()));
        AppFields usual = AppFields.DEFAULT;
        return new AppFields(
                fields.get(RouteKeys.MESSAGE).orElse(usual.message()),
                fields.get(RouteKeys.MAX_OUTPUT_TOKENS).orElse(usual.maxOutputTokens()),
                fields.get(RouteKeys.MAX_STEPS).orElse(usual.maxSteps()),
                fields.get(RouteKeys.RETRIEVAL_LIMIT).orElse(usual.retrievalLimit()),
                fields.get(RouteKeys.FIELD_MODEL).orElse(usual.model()),
                Set.copyOf(route.all(RouteKeys.ALLOW_FIELDS)));
    }

    /** A name that is there twice is a mistake already. */
    private static String[] distinct(List<String> names) {
        return names.stream().distinct().toArray(String[]::new);
    }
}
