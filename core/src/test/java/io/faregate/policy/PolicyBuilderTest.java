package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.body.AppFields;
import io.faregate.body.Capped;
import io.faregate.body.ProviderHabit;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window.Period;
import io.faregate.control.Effect;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.Money;
import io.faregate.ride.Caller;
import io.faregate.ride.CallerResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PolicyBuilderTest {

    @Test
    void aPolicyInJavaIsThatOfTheFile() {
        // tag::builder[]
        Policy policy = Policy.builder()
                .callers(new Callers().plan("role"))
                .defaultPlan("free")
                .limit(Limits.pool().cost("500").every(Period.MONTH))
                .plan(
                        "free",
                        plan -> plan.models("gpt-5-nano", "gpt-5-mini")
                                .limit(Limits.per(Dimension.USER).cost("0.50").every(Period.DAY)))
                .plan(
                        "pro",
                        plan -> plan.models("gpt-5-mini", "gpt-5")
                                .limit(Limits.per(Dimension.USER).cost("20").every(Period.DAY))
                                .limit(Limits.per(Dimension.USER).concurrent(4)))
                .route(
                        "/api/chat",
                        route -> route.cap(Capped.PROMPT_CHARS, 8_000).cap(Capped.OUTPUT_TOKENS, 800, 500))
                .build();
        // end::builder[]

        Policy file = read();
        assertThat(policy.zone()).isEqualTo(file.zone());
        assertThat(policy.callers()).isEqualTo(file.callers());
        assertThat(policy.defaultPlan()).isEqualTo(file.defaultPlan());
        assertThat(policy.limits()).isEqualTo(file.limits());
        assertThat(policy.plans()).usingRecursiveComparison().isEqualTo(file.plans());
        assertThat(policy.routes())
                .usingRecursiveComparison()
                .ignoringFields("dialect")
                .isEqualTo(file.routes());
        assertThat(policy.findings()).isEmpty();
    }

    private static Policy read() {
        try {
            return PolicyFile.read("classpath:io/faregate/policy/first.yaml", PolicyResources.standard());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsSetTwiceFailsAtThatCallWithTheValue() {
        PolicyBuilder builder = Policy.builder().zone(ZoneId.of("UTC")).plan("free", plan -> {});

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.zone(ZoneId.of("Europe/Berlin")))
                .withMessageContaining("Europe/Berlin")
                .withMessageContaining("UTC");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.plan("free", plan -> {}))
                .withMessageContaining("free");
        fails(route -> route.dialect("app").dialect("none"), "none");
        fails(route -> route.methods("GET").methods("PUT"), "methods");
        fails(route -> route.anyone().anyone(), "who");
        fails(route -> route.cap(Capped.STEPS, 5).cap(Capped.STEPS, 6), "steps");
        fails(route -> route.tool("search", 1, Money.ZERO).tool("search", 2, Money.ZERO), "search");
        fails(route -> route.downgrade(80, "a").downgrade(90, "b"), "downgrade");
        fails(route -> route.mode(Mode.OFF).mode(Mode.OBSERVE), "OBSERVE");
        fails(route -> route.limit(Limits.pool().cost("5").requests(5)), "requests");
        fails(route -> route.limit(Limits.pool().every(Period.DAY).within(Duration.ofHours(1))), "window");
    }

    @Test
    void whatContradictsFailsAtThatCall() {
        fails(route -> route.use("gpt-5").defaultModel("o3"), "o3");
        fails(route -> route.allow("o3").use("gpt-5"), "gpt-5");
        fails(route -> route.limit(Limits.pool().concurrent(4).every(Period.DAY)), "window");
        CallerResolver own = head -> new Caller(null, null, null, "", Map.of());
        assertThatIllegalStateException()
                .isThrownBy(() -> Policy.builder().callers(own).callers(new Callers()));
        assertThatIllegalStateException()
                .isThrownBy(() -> Policy.builder().callers(new Callers()).callers(own));
    }

    @Test
    void whatIsWrongByItselfFailsAtThatCall() {
        refused(route -> route.dialect("openai"), "openai-chat");
        refused(route -> route.cap(Capped.STEPS, 3, 5), "default 5");
        refused(route -> route.downgrade(0, "a"), "0%");
        refused(route -> route.limit(Limits.pool().requests(-1)), "-1");
        refused(route -> route.limit(Limits.pool().within(Duration.ofMillis(500))), "PT0.5S");
        refused(route -> route.fields(new AppFields("/m", "/m", "/s", "/r", "/x", Set.of())), "/m");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.builder().route("chat", route -> {}))
                .withMessageContaining("chat");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.builder().plan("my plan", plan -> {}))
                .withMessageContaining("my plan");
        assertThatIllegalArgumentException().isThrownBy(() -> Policy.builder().provider("api.openai.com", "openai"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.builder().provider("api.openai.com", ProviderHabit.BILLS))
                .withMessageContaining("api.openai.com");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.builder()
                        .provider("api.openai.com", "openai-chat")
                        .provider("api.openai.com", ProviderHabit.BILLS)
                        .provider("api.openai.com", ProviderHabit.STOPS))
                .withMessageContaining("once");
    }

    @Test
    void aLimitWithoutAnAmountOrAWindowIsNone() {
        PolicyBuilder noWindow =
                Policy.builder().route("/x", route -> {}).limit(Limits.pool().cost("5"));
        PolicyBuilder noAmount =
                Policy.builder().route("/x", route -> {}).limit(Limits.pool().every(Period.DAY));
        PolicyBuilder rolls = Policy.builder()
                .route("/x", route -> {})
                .limit(Limits.pool().cost("5").within(Duration.ofHours(1)).carryDebt());

        assertThatIllegalStateException().isThrownBy(noWindow::build).withMessageContaining("limits[0] needs a window");
        assertThatIllegalStateException()
                .isThrownBy(noAmount::build)
                .withMessageContaining("limits[0] needs an amount");
        assertThatIllegalStateException().isThrownBy(rolls::build).withMessageContaining("debt");
    }

    @Test
    void whatDoesNotGoTogetherIsToldAllAtOnce() {
        PolicyBuilder builder = Policy.builder()
                .defaultPlan("gold")
                .plan("free", plan -> plan.models("gpt-5-nano", "my-own"))
                .route("/x", route -> route.plans("pro").use("gpt-5"))
                .route("/x", route -> {});

        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(builder::build)
                .withMessage("callers.default-plan: found 'gold', allowed: free\n"
                        + "plans.free.models[1]: found 'my-own', which has no price, allowed: a model of costs.tables,"
                        + " or costs.unknown-model with a price\n"
                        + "routes[0].require.plan: found 'pro', allowed: free\n"
                        + "routes[1].path: found '/x', as routes[0], allowed: each path and method once");
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> Policy.builder().build())
                .withMessage("routes: found nothing, allowed: at least one route");
    }

    @Test
    void everyPartReachesThePolicy() {
        Policy policy = Policy.builder()
                .mode(Mode.OBSERVE)
                .refuseUnlisted()
                .provider("*/v1", "openai-chat")
                .costs(model -> Optional.of(usage -> Optional.of(Money.ZERO)))
                .plan("pro", plan -> plan.cap(Capped.FILES, 2))
                .route(
                        "/api/*",
                        route -> route.methods("POST")
                                .dialect("app")
                                .anyone()
                                .plans("pro")
                                .defaultModel("a")
                                .allow("b", "a")
                                .downgrade(50, "b")
                                .tool("search", 2, Money.of("0.01"))
                                .cap(Capped.TOOL_CALLS, 3)
                                .limit(Limits.per(Dimension.USER, Dimension.MODEL)
                                        .amount(Measure.TOKENS, 9)
                                        .every(Period.WEEK)
                                        .mode(Mode.OFF)
                                        .carryDebt())
                                .mode(Mode.ENFORCE))
                .build();

        Route route = policy.routes().get(0);
        assertThat(policy.refuseUnlisted()).isTrue();
        assertThat(policy.providers()).containsOnlyKeys("*/v1");
        assertThat(policy.plans().get("pro").caps().max(Capped.FILES)).isEqualTo(2);
        assertThat(route.methods()).containsExactly("POST");
        assertThat(route.require()).isEqualTo(new Access(false, Set.of("pro")));
        assertThat(route.model().allow()).containsExactly("b", "a");
        assertThat(route.model().downgrade()).isEqualTo(new ModelPolicy.Downgrade(50, "b"));
        assertThat(route.tools().allow()).containsOnly(Map.entry("search", new ToolPolicy.Rule(2, Money.of("0.01"))));
        assertThat(route.mode()).isEqualTo(Mode.ENFORCE);
        Limit limit = route.limits().get(0);
        assertThat(limit.id()).isEqualTo("route:POST /api/*|user+model|tokens|week");
        assertThat(limit.carryDebt()).isTrue();
        assertThat(limit.mode()).isEqualTo(Mode.OFF);
    }

    private static void fails(Consumer<RouteBuilder> route, String value) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Policy.builder().route("/x", route))
                .withMessageContaining(value);
    }

    private static void refused(Consumer<RouteBuilder> route, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.builder().route("/x", route))
                .withMessageContaining(value);
    }

    @Test
    void suspicionHasItsPlaceAndItsModelsArePriced() {
        PolicyBuilder builder = Policy.builder()
                .route("/x", route -> {})
                .suspicion(SuspicionRule.per(Dimension.USER, 5, Duration.ofMinutes(1), Effect.BLOCK))
                .suspicion(SuspicionRule.per(
                        Dimension.IP, 9, Duration.ofMinutes(1), Restriction.NONE.model("gpt-5-nano")));

        assertThat(builder.build().suspicion())
                .extracting(SuspicionRule::rule)
                .containsExactly("suspicion[0]", "suspicion[1]");
        builder.suspicion(SuspicionRule.per(Dimension.IP, 9, Duration.ofHours(1), Restriction.NONE.model("gpt-9000")));
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(builder::build)
                .withMessageContaining("suspicion[2].then.model");
    }
}
