package io.faregate;

import io.faregate.body.AppFields;
import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Caps;
import io.faregate.body.Claim;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostEstimator;
import io.faregate.cost.Money;
import io.faregate.cost.Price;
import io.faregate.cost.TokenEstimator;
import io.faregate.cost.Unit;
import io.faregate.policy.Access;
import io.faregate.policy.ArgumentCheck;
import io.faregate.policy.LostClients;
import io.faregate.policy.MessagePolicy;
import io.faregate.policy.ModelNames;
import io.faregate.policy.ModelPolicy;
import io.faregate.policy.Plan;
import io.faregate.policy.Policy;
import io.faregate.policy.Route;
import io.faregate.policy.ToolPolicy;
import io.faregate.ride.Caller;
import io.faregate.ride.RequestHead;
import io.faregate.ride.RideRequest;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gate for tests: a policy of one route and one plan, a moved clock, prices that are easy to add up. */
final class TestGate implements AutoCloseable {
    /** What one token in, one token out and, where it has a price, one search cost, in nano-dollars. */
    static final Map<String, long[]> PRICES =
            Map.of("mini", new long[] {250, 2_000}, "large", new long[] {1_250, 10_000, 10_000_000});

    final MovedTicker clock = new MovedTicker();
    final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    private final Map<Capped, Cap> caps = new EnumMap<>(Capped.class);
    private final List<Limit> limits = new ArrayList<>();
    private final Map<String, ToolPolicy.Rule> tools = new LinkedHashMap<>();
    private final List<SuspicionRule> suspicion = new ArrayList<>();
    private final Map<String, Dialect> providers = new LinkedHashMap<>();
    private String dialect = "app";
    private String path = "/chat";
    private Access access = Access.USER;
    private ModelPolicy model = ModelPolicy.OF_PLAN;
    private MessagePolicy messages = MessagePolicy.USER;
    private List<String> models = List.of("mini", "large");
    private Mode mode = Mode.ENFORCE;
    private TokenEstimator tokens = TokenEstimator.utf8Bytes();
    private CostEstimator costs = costs();
    private ModelNames modelNames = ModelNames.EXACT;
    private AppFields fields = AppFields.DEFAULT;
    private boolean showLimits;
    private Faregate faregate;

    TestGate dialect(String name) {
        dialect = name;
        return this;
    }

    TestGate allow(String... names) {
        fields = new AppFields(
                fields.message(),
                fields.maxOutputTokens(),
                fields.maxSteps(),
                fields.retrievalLimit(),
                fields.model(),
                Set.of(names));
        return this;
    }

    TestGate path(String pattern) {
        path = pattern;
        return this;
    }

    TestGate provider(String place, Dialect dialect) {
        providers.put(place, dialect);
        return this;
    }

    TestGate cap(Capped what, long max, long preset) {
        caps.put(what, new Cap(max, preset));
        return this;
    }

    TestGate limit(Measure measure, long amount, Window window) {
        limits.add(new Limit(
                measure.key() + window,
                "limits[" + limits.size() + "]",
                measure,
                Set.of(Dimension.USER),
                amount,
                window,
                Mode.ENFORCE,
                false));
        return this;
    }

    TestGate perDay(Measure measure, long amount) {
        return limit(measure, amount, new Window.Calendar(Window.Period.DAY));
    }

    TestGate tool(String name, long max, String cost) {
        tools.put(name, new ToolPolicy.Rule(max, Money.of(cost)));
        return this;
    }

    TestGate tool(String name, long max, String cost, ArgumentCheck arguments) {
        tools.put(name, new ToolPolicy.Rule(max, Money.of(cost), arguments));
        return this;
    }

    TestGate costs(CostEstimator estimator) {
        costs = estimator;
        return this;
    }

    TestGate suspicion(SuspicionRule rule) {
        suspicion.add(rule.at("suspicion[" + suspicion.size() + "]"));
        return this;
    }

    TestGate tokens(TokenEstimator estimator) {
        tokens = estimator;
        return this;
    }

    TestGate access(Access who) {
        access = who;
        return this;
    }

    TestGate model(ModelPolicy policy) {
        model = policy;
        return this;
    }

    TestGate modelNames(ModelNames names) {
        modelNames = names;
        return this;
    }

    TestGate messages(Claim... allowed) {
        messages = new MessagePolicy(Set.of(allowed), messages.instructions());
        return this;
    }

    TestGate instructions(String text) {
        messages = new MessagePolicy(messages.allow(), text);
        return this;
    }

    TestGate models(String... allowed) {
        models = List.of(allowed);
        return this;
    }

    TestGate showLimits() {
        showLimits = true;
        return this;
    }

    TestGate mode(Mode of) {
        mode = of;
        return this;
    }

    Faregate faregate() {
        if (faregate == null) {
            faregate = Faregate.builder()
                    .policy(policy())
                    .ticker(clock)
                    .tokens(tokens)
                    .sink(records::add)
                    .build();
        }
        return faregate;
    }

    private Policy policy() {
        Route route = new Route(
                "routes[0]",
                path,
                Set.of(),
                Dialects.named(dialect, fields).orElseThrow(),
                access,
                Caps.of(caps),
                limits,
                model,
                new ToolPolicy(tools),
                messages,
                mode);
        Map<String, Plan> plans = Map.of("free", new Plan("free", models, Caps.NONE, List.of()));
        return new Policy(
                ZoneOffset.UTC,
                TestGate::caller,
                "",
                costs,
                providers,
                List.of(),
                plans,
                List.of(route),
                false,
                showLimits,
                suspicion,
                modelNames,
                LostClients.DEFAULT,
                List.of());
    }

    private static Caller caller(RequestHead head) {
        String user = head.principal().orElse(null);
        String plan = head.attribute("plan").map(Object::toString).orElse("free");
        return new Caller(user, user, plan, head.peer(), Map.of());
    }

    static CostEstimator costs() {
        return name -> Optional.ofNullable(PRICES.get(name)).map(TestGate::price);
    }

    private static Price price(long[] nanos) {
        return usage -> usage.get(Unit.GENERATED_IMAGES) > 0 || (usage.get(Unit.WEB_SEARCHES) > 0 && nanos.length < 3)
                ? Optional.empty()
                : Optional.of(new Money(Math.addExact(
                        Math.multiplyExact(usage.promptTokens(), nanos[0]),
                        Math.addExact(
                                Math.multiplyExact(usage.get(Unit.OUTPUT_TOKENS), nanos[1]),
                                usage.get(Unit.WEB_SEARCHES) * nanos[nanos.length - 1]))));
    }

    Decision ask(String json) {
        return faregate().admit(request(json).build());
    }

    static RideRequest.Builder request(String json) {
        return RideRequest.of("POST", "/chat", json).user("alice");
    }

    Decision.Admitted admit(String json) {
        if (ask(json) instanceof Decision.Admitted admitted) {
            return admitted;
        }
        throw new AssertionError("refused: " + json);
    }

    Decision.Refused refuse(String json) {
        if (ask(json) instanceof Decision.Refused refused) {
            return refused;
        }
        throw new AssertionError("admitted: " + json);
    }

    /** Does at once what the timer does now and then. */
    void sweep() {
        faregate().sweep();
    }

    /** The records so far, when all that was decided has reached the sink. */
    UsageRecord lastRecord(int count) {
        while (records.size() < count) {
            Thread.onSpinWait();
        }
        return records.get(count - 1);
    }

    @Override
    public void close() {
        faregate().close();
    }
}
