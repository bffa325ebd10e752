package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faregate.body.Cap;
import io.faregate.body.Capped;
import io.faregate.body.Claim;
import io.faregate.budget.Dimension;
import io.faregate.budget.Limit;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.budget.Window.Period;
import io.faregate.control.Effect;
import io.faregate.control.Restriction;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy of the design, exactly as written there. */
class PolicyFileTest {
    private final Policy policy = TestPolicies.design();

    @Test
    void theDesignsPolicyLoadsAsWritten() {
        assertThat(policy.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(policy.defaultPlan()).isEqualTo("anonymous");
        assertThat(policy.refuseUnlisted()).isFalse();
        assertThat(policy.plans()).containsOnlyKeys("anonymous", "free", "pro");
        assertThat(policy.plans().get("pro").models()).containsExactly("gpt-5-mini", "gpt-5", "o3");
        assertThat(policy.providers().get("api.openai.com/v1/chat/completions").name())
                .isEqualTo("openai-chat");
        assertThat(policy.findings())
                .containsExactly(
                        "alerts: read, but not acted on in this version",
                        "routes[3].caps.tool-result-chars: not written, so what is held has no room for results of tools"
                                + " that each further step reads again",
                        "routes[3].caps.retrieved-chars: not written, so what is held has no room for documents that each"
                                + " further step reads again");
    }

    @Test
    void whatAClientMaySayIsOneWordAListOrASection() {
        Policy read = TestPolicies.read("""
                faregate: 1
                routes:
                  - {path: /a, dialect: openai-chat}
                  - {path: /b, dialect: openai-chat, messages: history}
                  - {path: /c, dialect: anthropic, messages: [history, system]}
                  - {path: /d, dialect: gemini, messages: {allow: history, instructions: "Be kind."}}
                """);

        assertThat(read.routes())
                .extracting(Route::messages)
                .containsExactly(
                        MessagePolicy.USER,
                        new MessagePolicy(Set.of(Claim.HISTORY), null),
                        new MessagePolicy(Set.of(Claim.HISTORY, Claim.SYSTEM), null),
                        new MessagePolicy(Set.of(Claim.HISTORY), "Be kind."));
    }

    @Test
    void suspicionIsAsWritten() {
        assertThat(policy.suspicion())
                .containsExactly(
                        SuspicionRule.per(
                                        Dimension.USER,
                                        20,
                                        Duration.ofMinutes(10),
                                        Restriction.NONE
                                                .model("gpt-5-nano")
                                                .output(50)
                                                .noTools())
                                .at("suspicion[0]"),
                        SuspicionRule.per(Dimension.IP, 100, Duration.ofHours(1), Effect.BLOCK)
                                .lasting(Duration.ofHours(1))
                                .at("suspicion[1]"));
    }

    @Test
    void theLastTableOfAModelCounts() {
        CostTable builtIn = CostTable.builtIn();

        assertThat(million("gpt-5-mini")).isEqualTo(Money.of("4.5"));
        assertThat(million("gpt-5"))
                .isEqualTo(builtIn.price("gpt-5")
                        .flatMap(price -> price.of(Usage.of(1_000_000, 1_000_000)))
                        .orElseThrow());
        assertThat(policy.costs().price("gpt-5-minni")).isEmpty();
    }

    @Test
    void aRouteHasWhatIsWritten() {
        Route agent = route("/api/agent/run");

        assertThat(agent.rule()).isEqualTo("routes[3]");
        assertThat(agent.dialect().name()).isEqualTo("app");
        assertThat(agent.require()).isEqualTo(Access.USER);
        assertThat(agent.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(agent.caps().of(Capped.STEPS)).isEqualTo(new Cap(5, 3));
        assertThat(agent.caps().of(Capped.TOOL_CALLS)).isEqualTo(Cap.of(5));
        assertThat(agent.caps().of(Capped.RETRIEVED_DOCUMENTS)).isEqualTo(new Cap(6, 4));
        assertThat(agent.caps().duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(agent.tools().allow())
                .containsExactly(
                        Map.entry("search", new ToolPolicy.Rule(3, Money.of("0.002"))),
                        Map.entry("calculator", new ToolPolicy.Rule(Long.MAX_VALUE, Money.ZERO)));
        assertThat(route("/api/playground").require()).isEqualTo(Access.ANYONE);
        assertThat(route("/api/chat/pro").require()).isEqualTo(new Access(true, Set.of("pro")));
        assertThat(route("/api/chat/pro").model())
                .isEqualTo(new ModelPolicy(null, "gpt-5", List.of(), new ModelPolicy.Downgrade(80, "gpt-5-mini")));
        assertThat(route("/api/chat/free").model()).isEqualTo(new ModelPolicy("gpt-5-mini", null, List.of(), null));
        assertThat(route("/api/summarize/upload").caps().max(Capped.FILE_BYTES)).isEqualTo(5_000_000);
    }

    @Test
    void limitsAreCountedWhereTheyAreWritten() {
        assertThat(policy.limits())
                .containsExactly(
                        limit("all|-|cost|month", "limits[0]", Measure.COST, Set.of(), 500_000_000_000L, Period.MONTH),
                        new Limit(
                                "all|ip|requests|PT1M",
                                "limits[1]",
                                Measure.REQUESTS,
                                Set.of(Dimension.IP),
                                120,
                                new Window.Rolling(Duration.ofMinutes(1)),
                                Mode.ENFORCE,
                                false));
        assertThat(policy.plans().get("anonymous").limits())
                .containsExactly(
                        limit(
                                "plans|ip|cost|day",
                                "plans.anonymous.limits[0]",
                                Measure.COST,
                                Set.of(Dimension.IP),
                                20_000_000,
                                Period.DAY),
                        limit(
                                "plan:anonymous|-|cost|day",
                                "plans.anonymous.limits[1]",
                                Measure.COST,
                                Set.of(),
                                2_000_000_000,
                                Period.DAY));
        assertThat(policy.plans().get("pro").limits())
                .extracting(Limit::id)
                .containsExactly("plans|user|cost|day", "plans|user|concurrent|now");
        assertThat(route("/api/chat/free").limits())
                .containsExactly(limit(
                        "route:/api/chat/free|user|requests|day",
                        "routes[1].limits[0]",
                        Measure.REQUESTS,
                        Set.of(Dimension.USER),
                        20,
                        Period.DAY));
    }

    @Test
    void whoeverChangesPlanKeepsTheAccount() {
        assertThat(policy.plans().get("free").limits().get(0).id())
                .isEqualTo(policy.plans().get("pro").limits().get(0).id());
    }

    @Test
    void theIdOfALimitDependsNeitherOnItsAmountNorOnItsPlace() {
        String before = "faregate: 1\nroutes: [{path: /x, limits: [{per: [model, user], cost: 5, every: day}]}]";
        String after = "faregate: 1\nroutes:\n- {path: /a}\n"
                + "- {path: /x, limits: [{requests: 9, within: 1m}, {per: [user, model], cost: 7, every: day, mode: off}]}";

        assertThat(TestPolicies.read(before).routes().get(0).limits().get(0).id())
                .isEqualTo("route:/x|user+model|cost|day")
                .isEqualTo(TestPolicies.read(after).routes().stream()
                        .filter(route -> route.path().equals("/x"))
                        .flatMap(route -> route.limits().stream())
                        .skip(1)
                        .findFirst()
                        .map(Limit::id)
                        .orElseThrow());
    }

    @Test
    void routesOfOnePathHaveAccountsOfTheirOwn() {
        Policy two = TestPolicies.read("""
                faregate: 1
                routes:
                  - {path: /x, methods: [PUT, POST], limits: [{requests: 1, every: day}]}
                  - {path: /x, methods: [GET], limits: [{requests: 1, every: day}]}
                """);

        assertThat(two.routes())
                .flatExtracting(Route::limits)
                .extracting(Limit::id)
                .containsExactly("route:POST,PUT /x|-|requests|day", "route:GET /x|-|requests|day");
    }

    @Test
    void anExactPathGoesBeforeAPrefixAndALongerPrefixBeforeAShorter() {
        Policy many = TestPolicies.read("""
                faregate: 1
                routes: [{path: /*}, {path: /api/*}, {path: /api}, {path: /api/chat/*}, {path: /api/chat/free}]
                """);

        assertThat(many.routes())
                .extracting(Route::path)
                .containsExactly("/api/chat/free", "/api", "/api/chat/*", "/api/*", "/*");
        assertThat(many.routes().get(0).rule()).isEqualTo("routes[4]");
    }

    @Test
    void theModeOfThePolicyIsThatOfWhatSaysNothingElse() {
        Policy observed = TestPolicies.read("""
                faregate: 1
                mode: observe
                limits: [{cost: 5, every: day}, {cost: 5, every: month, mode: enforce}]
                routes: [{path: /x}, {path: /y, mode: enforce}]
                """);

        assertThat(observed.limits()).extracting(Limit::mode).containsExactly(Mode.OBSERVE, Mode.ENFORCE);
        assertThat(observed.routes()).extracting(Route::mode).containsExactly(Mode.OBSERVE, Mode.ENFORCE);
    }

    @Test
    void variablesAreFilledIntoValues() {
        System.setProperty("io.faregate.test.path", "/from/sys");
        try {
            Policy filled = TestPolicies.read("""
                    faregate: 1
                    zone: ${env:ZONE}
                    limits: [{cost: "${env:SPEND}", every: day}]
                    routes: [{path: "${sys:io.faregate.test.path}/*"}]
                    """);

            assertThat(filled.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
            assertThat(filled.limits().get(0).amount()).isEqualTo(7_500_000_000L);
            assertThat(filled.routes().get(0).path()).isEqualTo("/from/sys/*");
        } finally {
            System.clearProperty("io.faregate.test.path");
        }
    }

    @Test
    void whatIsFilledInIsNeitherReadNorFilledAgain() {
        Variables odd = new Variables(Map.of("ODD", "a$1\\b", "AGAIN", "${env:ODD}")::get);

        assertThat(odd.fill("<${env:ODD}>${env:AGAIN}")).isEqualTo("<a$1\\b>${env:ODD}");
        assertThat(odd.fill("$1 \\ {}")).isEqualTo("$1 \\ {}");
    }

    @Test
    void aPriceForUnknownModelsPricesEveryModel() {
        Policy pessimistic = TestPolicies.read("""
                faregate: 1
                costs: {unknown-model: {input: 15, output: 120.5}}
                plans: {free: {models: [my-own]}}
                routes: [{path: /x}]
                """);

        assertThat(pessimistic.costs().price("anything").flatMap(price -> price.of(Usage.of(1_000_000, 1_000_000))))
                .contains(Money.of("135.5"));
        assertThat(pessimistic.costs().price("gpt-5-nano").flatMap(price -> price.of(Usage.of(1_000_000, 0))))
                .contains(Money.of("0.05"));
    }

    @Test
    void jsonIsYamlToo() {
        Policy json = TestPolicies.read("{\"faregate\": 1, \"routes\": [{\"path\": \"/x\"}]}");

        assertThat(json.routes()).extracting(Route::path).containsExactly("/x");
        assertThat(json.zone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void aTableBesideThePolicyIsFound(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("prices.csv"), TestPolicies.PRICES);
        Path file = Files.writeString(
                directory.resolve("policy.yaml"),
                "\uFEFFfaregate: 1\ncosts: {tables: [prices.csv]}\nroutes: [{path: /x, model: {use: gpt-5-mini}}]\n");

        assertThat(PolicyFile.read(file).costs().price("gpt-5-mini")).isPresent();
        assertThat(PolicyFile.read(file.toString(), PolicyResources.standard()).routes())
                .hasSize(1);
    }

    @Test
    void aFileThatIsMissingOrNoTextIsAnIoException(@TempDir Path directory) throws IOException {
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4});

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PolicyFile.read(latin))
                .withMessageContaining("latin.yaml is not UTF-8");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> PolicyFile.read(directory.resolve("none.yaml")));
        assertThatExceptionOfType(FileNotFoundException.class)
                .isThrownBy(() -> PolicyFile.read("classpath:none.yaml", PolicyResources.standard()));
    }

    @Test
    void listsNestedWithoutEndAreAMistakeAndNoError() {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> TestPolicies.read("faregate: " + "[".repeat(200_000)))
                .withMessageContaining("no YAML");
    }

    @Test
    void namesWithoutEndAreMistakesAndNoError() {
        String path = "faregate: 1\nroutes: [{path: " + "/a".repeat(50_000) + "}]";
        String pointer = "faregate: 1\nroutes: [{path: /x, fields: {message: " + "/a".repeat(50_000) + "}}]";
        String type = "faregate: 1\ncallers: {user: " + "a.".repeat(50_000) + "a}\nroutes: [{path: /x}]";

        for (String text : List.of(path, pointer, type)) {
            assertThatExceptionOfType(PolicyException.class).isThrownBy(() -> TestPolicies.read(text));
        }
    }

    private Money million(String model) {
        return policy.costs()
                .price(model)
                .flatMap(price -> price.of(Usage.of(1_000_000, 1_000_000)))
                .orElseThrow();
    }

    private Route route(String path) {
        return policy.routes().stream()
                .filter(route -> route.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static Limit limit(String id, String rule, Measure measure, Set<Dimension> per, long amount, Period every) {
        return new Limit(id, rule, measure, per, amount, new Window.Calendar(every), Mode.ENFORCE, false);
    }

    @Test
    void aProviderMayBeSaidToBillWhatNobodyReads() throws IOException {
        Policy read = PolicyFile.read("classpath:io/faregate/policy/after-abort.yaml", TestPolicies.RESOURCES);

        assertThat(read.providers().get("api.openai.com/v1/chat").billsAfterAbort())
                .isFalse();
        assertThat(read.providers().get("api.acme.example/v1/chat/completions").billsAfterAbort())
                .isTrue();
        assertThat(read.providers().get("stops.example").billsAfterAbort()).isFalse();
        assertThat(read.providers().get("stops.example").showsThinking()).isFalse();
        assertThat(read.providers().get("localhost/v1/chat/completions").showsThinking())
                .isTrue();
        assertThat(read.providers().get("stops.example").name()).isEqualTo("gemini");
    }
}
