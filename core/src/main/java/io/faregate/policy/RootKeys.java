package io.faregate.policy;

import io.faregate.body.ProviderHabit;
import io.faregate.budget.Mode;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** The keys of the whole policy. */
final class RootKeys {
    static final Key<String> UNKNOWN_INPUT = Key.needed("input", Kinds.PRICE, "15", "A token of a prompt");
    static final Key<String> UNKNOWN_OUTPUT = Key.needed("output", Kinds.PRICE, "120", "A token of a reply");
    static final Key<List<String>> TABLES = Key.of(
            "tables",
            ListOf.some(Kinds.TABLE),
            "[built-in]",
            "[built-in, prices.csv]",
            "Price tables; of a model that is in several the last one counts. A relative path begins beside the policy");
    static final Key<Values> UNKNOWN_MODEL = Key.of(
            "unknown-model",
            Section.of("unknown-model", UNKNOWN_INPUT, UNKNOWN_OUTPUT)
                    .bare(Key.of("refuse", OneOf.of("refuse"), "", "refuse", "Refuses the ride")),
            "refuse",
            "{input: 15, output: 120}",
            "A model without a price: refused, or priced as the dearest that could come");

    static final Key<Long> FAREGATE = Key.needed("faregate", Kinds.VERSION, "1", "The version of this format");
    static final Key<ZoneId> ZONE = Key.of("zone", Kinds.ZONE, "UTC", "Europe/Berlin", "Where calendar periods begin");
    static final Key<Mode> MODE = Key.of(
            "mode",
            Kinds.MODE,
            "enforce",
            "observe",
            "`enforce` refuses, `observe` counts and records what it would have refused, `off` does nothing");
    static final Key<Boolean> UNLISTED = Key.of(
            "unlisted",
            OneOf.either("unguarded", false, "refuse", true),
            "unguarded",
            "refuse",
            "What happens to a path without a route that the filter sees");
    static final Key<Boolean> LIMIT_FIELDS = Key.of(
            "limit-fields",
            OneOf.either("hide", false, "show", true),
            "hide",
            "show",
            "Whether answers say in `RateLimit` and `RateLimit-Policy` how many requests a user or network has left");
    static final Key<Values> CALLERS = Key.of("callers", CallerKeys.SECTION, "", "{user: session:userId}", "Who asks");
    static final Key<Values> COSTS = Key.of(
            "costs",
            Section.of("costs", TABLES, UNKNOWN_MODEL),
            "",
            "{tables: [built-in, prices.csv]}",
            "What models cost");
    static final Key<Map<String, String>> ALIASES = Key.of(
            "aliases",
            new MapOf<>(Kinds.MODEL, "NAME", Kinds.MODEL),
            "none",
            "{fast: gpt-5-nano}",
            "Further names that a request may say, each with the listed model that is given for it");
    static final Key<Boolean> DATED = Key.of(
            "dated",
            OneOf.either("refuse", false, "allow", true),
            "refuse",
            "allow",
            "Whether a request may name the snapshot of a listed model, as gpt-5-mini-2025-08-07 of gpt-5-mini");
    static final Key<Values> MODEL_NAMES = Key.of(
            "models",
            Section.of("models", ALIASES, DATED),
            "exact names alone",
            "{aliases: {fast: gpt-5-nano}}",
            "What requests may call the models of the lists");
    static final Key<Map<String, Values>> DIALECTS = Key.of(
            "dialects",
            new MapOf<>(Kinds.OWN_DIALECT, "DIALECT", DialectKeys.DIALECT),
            "",
            "{acme-chat: {model: /model, output-tokens: [/max_tokens], texts: [/prompt]}}",
            "Dialects of your own, for routes and providers: see dialects.md");
    static final Key<String> PROVIDER_DIALECT =
            Key.needed("dialect", Kinds.PROVIDER_DIALECT, "openai-chat", "What an outgoing call speaks");
    static final Key<ProviderHabit> AFTER_ABORT = Key.of(
            "after-abort",
            OneOf.of(List.of(ProviderHabit.STOPS, ProviderHabit.BILLS), Kinds::lower),
            "bills for gemini, else stops",
            "bills",
            "What the provider does when a call is left: it stops, or writes on and bills it, so that a reply that is cut"
                    + " costs the longest that was held");
    static final Key<Boolean> THINKING = Key.of(
            "thinking",
            OneOf.either("hidden", false, "shown", true),
            "hidden, where the model or the request says so",
            "shown",
            "Whether its models may think more than replies show; where all is shown, a reply that is cut costs what was"
                    + " seen of it");
    static final Key<Map<String, Values>> PROVIDERS = Key.of(
            "providers",
            new MapOf<>(
                    Kinds.PLACE,
                    "HOST/PATH",
                    Section.of("provider", PROVIDER_DIALECT, AFTER_ABORT, THINKING)
                            .bare(PROVIDER_DIALECT)),
            "those whose paths are known",
            "{\"*/v1/chat/completions\": openai-chat}",
            "Whose dialect an outgoing call speaks; the longest that matches counts");
    static final Key<List<Values>> LIMITS = Key.of(
            "limits",
            ListOf.any(LimitKeys.LIMIT),
            "[]",
            "[{cost: 500, every: month}]",
            "The most in a window, of all routes together");
    static final Key<Map<String, Values>> PLANS = Key.of(
            "plans",
            new MapOf<>(Kinds.PLAN, "PLAN", RouteKeys.PLAN),
            "none: no caller needs a plan",
            "{free: {models: [gpt-5-nano]}}",
            "What groups of callers may have");
    static final Key<List<Values>> ROUTES =
            Key.needed("routes", ListOf.some(RouteKeys.ROUTE), "[{path: /api/chat}]", "The guarded paths");
    static final Key<List<Values>> SUSPICION = Key.of(
            "suspicion",
            ListOf.any(WatchKeys.SUSPICION),
            "[]",
            "[{per: user, strikes: 20, within: 10m, then: block}]",
            "What strikes lead to: see switch.md");
    static final Key<List<Values>> ALERTS = Key.of(
            "alerts",
            ListOf.any(WatchKeys.ALERT),
            "[]",
            "[{spend: {per: user, of-budget: 80%}}]",
            "When somebody is told; read, but not acted on in this version");

    static final Key<Values> LOST_CLIENTS = Key.of(
            "lost-clients",
            LostClientKeys.SECTION,
            "",
            "{half-close: tolerate}",
            "How a client is noticed that has left: see lost-clients.md");

    static final Section ROOT = Section.of(
            "policy",
            FAREGATE,
            ZONE,
            MODE,
            UNLISTED,
            CALLERS,
            COSTS,
            MODEL_NAMES,
            DIALECTS,
            PROVIDERS,
            LIMITS,
            PLANS,
            ROUTES,
            SUSPICION,
            ALERTS,
            LIMIT_FIELDS,
            LOST_CLIENTS);

    private RootKeys() {}
}
