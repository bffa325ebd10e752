package io.faregate.policy;

import io.faregate.body.Claim;
import io.faregate.body.Unknown;
import io.faregate.budget.Mode;
import io.faregate.cost.Money;
import java.util.List;
import java.util.Map;

/** The keys of a route and of a plan. */
final class RouteKeys {
    static final Key<List<String>> MODELS = Key.of(
            "models",
            ListOf.some(Kinds.MODEL),
            "the route's own list",
            "[gpt-5-nano, gpt-5-mini]",
            "The models it may use, cheapest first");
    static final Key<Values> CAPS =
            Key.of("caps", CapKeys.SECTION, "", "{output-tokens: 800}", "The most of one request");
    static final Key<List<Values>> LIMITS = Key.of(
            "limits",
            ListOf.any(LimitKeys.LIMIT),
            "[]",
            "[{per: user, requests: 20, every: day}]",
            "The most in a window");
    static final Section PLAN = Section.of("plan", MODELS, CAPS, LIMITS);

    static final Key<Boolean> WHO = Key.of(
            "who",
            OneOf.either("user", true, "anyone", false),
            "user",
            "anyone",
            "`user`: a user id is needed. `anyone`: it is not");
    static final Key<List<String>> PLANS = Key.of(
            "plan",
            new ListOf<>(
                    Kinds.PLAN,
                    1,
                    Scalar.words(Kinds.PLAN.allowed(), Kinds.PLAN.pattern().pattern(), List::of)),
            "all",
            "[free, pro]",
            "The plans that reach the route");
    static final Section REQUIRE_SECTION = Section.of("require", WHO, PLANS).bare(WHO);

    private static final ListOf<String> ONE_OR_MORE_MODELS = new ListOf<>(
            Kinds.MODEL,
            1,
            Scalar.words(Kinds.MODEL.allowed(), Kinds.MODEL.pattern().pattern(), List::of));

    static final Key<String> USE =
            Key.of("use", Kinds.MODEL, "", "gpt-5-mini", "The one model, whatever a request asks for");
    static final Key<String> PRESET =
            Key.of("default", Kinds.MODEL, "the first allowed", "gpt-5", "The model of a request that names none");
    static final Key<List<String>> ALLOW = Key.of(
            "allow",
            ListOf.some(Kinds.MODEL),
            "the plan's list",
            "[gpt-5-mini, gpt-5]",
            "The models a request may name, cheapest first; those that the plan has too");
    static final Key<Map<String, List<String>>> TASKS = Key.of(
            "tasks",
            new MapOf<>(Kinds.TASK, "TASK", ONE_OR_MORE_MODELS),
            "none",
            "{summarize: gpt-5-nano}",
            "The models of tasks that the application names; of several the first that the plan has");
    static final Key<Integer> AT = Key.needed(
            "at", Kinds.PERCENT, "80%", "From which share of the fullest cost limit on, before the ride's own hold");
    static final Key<List<String>> TO = Key.needed(
            "to",
            ONE_OR_MORE_MODELS,
            "[gpt-5-mini, gpt-5-nano]",
            "The models given instead, in the order they are tried; also when the money left holds no other, or it is"
                    + " blocked");
    static final Key<Values> DOWNGRADE = Key.of(
            "downgrade",
            Section.of("downgrade", AT, TO),
            "never",
            "{at: 80%, to: gpt-5-mini}",
            "Gives a cheaper model before it refuses");
    static final Key<Long> SHORTEST_REPLY = Key.of(
            "shortest-reply",
            Kinds.COUNT,
            "never",
            "100",
            "Gives a shorter reply, of at least so many tokens, before it refuses for money");
    static final Section MODEL_SECTION = Section.of("model", USE, PRESET, ALLOW, TASKS, DOWNGRADE, SHORTEST_REPLY)
            .where(new Relation.Excludes("use", "default"), new Relation.Excludes("use", "allow"));

    static final Key<Long> TOOL_MAX =
            Key.of("max", Kinds.COUNT, "that of `caps.tool-calls`", "3", "The most calls in one ride");
    static final Key<Money> TOOL_COST = Key.of("cost", Kinds.MONEY, "0", "0.002", "What one call costs");
    static final Key<Yaml> TOOL_SCHEMA = Key.of(
            "schema",
            Kinds.SCHEMA,
            "none: not checked",
            "search.schema.json",
            "The JSON Schema that the arguments of each call must be of, in a file or in place");
    static final Key<Map<String, Values>> TOOLS_ALLOW = Key.needed(
            "allow",
            new MapOf<>(Kinds.TOOL, "TOOL", Section.of("tool", TOOL_MAX, TOOL_COST, TOOL_SCHEMA)),
            "{search: {max: 3, cost: 0.002}, calculator: {}}",
            "The tools that an agent may call, a client may define and a provider may call by itself; all others are"
                    + " refused");
    static final Section TOOLS_SECTION = Section.of("tools", TOOLS_ALLOW);

    static final Key<List<Claim>> CLAIMS = Key.of(
            "allow",
            new ListOf<>(
                    Kinds.CLAIM, 0, OneOf.of(Kinds.CLAIMS, alone -> alone.get(0).key())),
            "none",
            "[history, tools]",
            "What a client may send beside the user's own messages. `history`: earlier turns of the model."
                    + " `tools`: their definitions, of those that `tools.allow` names, their calls and results."
                    + " `system`: instructions to the model");
    static final Key<String> INSTRUCTIONS = Key.of(
            "instructions",
            Kinds.INSTRUCTIONS,
            "",
            "You are a helpful assistant.",
            "What the model is told, in place of all instructions that a client sends; not beside `allow: system`");
    static final Section MESSAGES_SECTION =
            Section.of("messages", CLAIMS, INSTRUCTIONS).bare(CLAIMS);

    static final Key<String> MESSAGE =
            Key.of("message", Kinds.POINTER, "/message", "/question", "The text the user wrote");
    static final Key<String> MAX_OUTPUT_TOKENS = Key.of(
            "max-output-tokens", Kinds.POINTER, "/maxOutputTokens", "/options/length", "The most tokens of the reply");
    static final Key<String> MAX_STEPS =
            Key.of("max-steps", Kinds.POINTER, "/maxSteps", "/options/turns", "The most turns of the agent");
    static final Key<String> RETRIEVAL_LIMIT = Key.of(
            "retrieval-limit", Kinds.POINTER, "/retrievalLimit", "/options/sources", "The most documents of retrieval");
    static final Key<String> FIELD_MODEL =
            Key.of("model", Kinds.POINTER, "/model", "/options/model", "The model asked for");
    static final Section FIELDS_SECTION =
            Section.of("fields", MESSAGE, MAX_OUTPUT_TOKENS, MAX_STEPS, RETRIEVAL_LIMIT, FIELD_MODEL);

    static final Key<String> PATH = Key.needed(
            "path",
            Kinds.PATH,
            "/api/chat",
            "The path inside the application, decoded; `{name}` is any one segment, and a prefix ends in `/*`");
    static final Key<List<String>> METHODS = Key.of(
            "methods",
            ListOf.some(Kinds.METHOD),
            "GET, POST, PUT, PATCH, DELETE",
            "[POST]",
            "The methods it takes; others are refused with 405. HEAD and OPTIONS are answered by the gate"
                    + " unless listed; a route of the same path with `mode: off` lets its methods through");
    static final Key<String> DIALECT =
            Key.of("dialect", Kinds.DIALECT, "app", "openai-chat", "How bodies are read and refusals said");
    static final Key<Values> REQUIRE =
            Key.of("require", REQUIRE_SECTION, "user", "{plan: [free, pro]}", "Who may use the route");
    static final Key<Values> MODEL =
            Key.of("model", MODEL_SECTION, "the plan's first", "{use: gpt-5-mini}", "Which model its rides get");
    static final Key<Values> TOOLS =
            Key.of("tools", TOOLS_SECTION, "none", "{allow: {search: {max: 3}}}", "Which tools its agents may call");
    static final Key<Values> MESSAGES = Key.of(
            "messages",
            MESSAGES_SECTION,
            "the user's alone",
            "history",
            "What a client may send beside the user's own messages; all else is refused");
    static final Key<Values> FIELDS =
            Key.of("fields", FIELDS_SECTION, "", "{message: /question}", "Where the dialect `app` finds its fields");
    static final Key<List<String>> ALLOW_FIELDS = Key.of(
            "allow-fields",
            ListOf.any(Kinds.FIELD),
            "[]",
            "[lang, thread]",
            "Further fields at the root of a body that are let through; all that is in them counts as prompt");
    static final Key<List<String>> ALLOW_QUERY = Key.of(
            "allow-query",
            ListOf.any(Kinds.PARAMETER),
            "[]",
            "[lang, api-version]",
            "Parameters that the query may have beside a body, besides those that the dialect knows as harmless");
    static final Key<List<String>> ALLOW_HEADERS = Key.of(
            "allow-headers",
            ListOf.any(Kinds.HEADER),
            "[]",
            "[OpenAI-Organization]",
            "Headers that a provider or its gateway takes for fields, besides those that are known as harmless");
    static final Key<Unknown> UNKNOWN_FIELDS = Key.of(
            "unknown-fields",
            OneOf.of(List.of(Unknown.values()), Kinds::lower),
            "refuse",
            "strip",
            "What becomes of fields, query parameters and headers of providers that no table has: the request is"
                    + " refused, or they are taken out of it. What a dialect denies by name is refused all the same");
    static final Key<Mode> MODE = Key.of("mode", Kinds.MODE, "the policy's", "observe", "What the route's rules do");

    static final Section ROUTE = Section.of(
            "route",
            PATH,
            METHODS,
            DIALECT,
            REQUIRE,
            CAPS,
            LIMITS,
            MODEL,
            TOOLS,
            MESSAGES,
            FIELDS,
            ALLOW_FIELDS,
            ALLOW_QUERY,
            ALLOW_HEADERS,
            UNKNOWN_FIELDS,
            MODE);

    private RouteKeys() {}
}
