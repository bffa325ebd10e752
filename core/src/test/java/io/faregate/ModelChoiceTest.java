package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.control.Restriction;
import io.faregate.control.Target;
import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import io.faregate.policy.Limits;
import io.faregate.policy.ModelNames;
import io.faregate.policy.ModelPolicy;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.Caller;
import io.faregate.ride.CancelReason;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.test.FakeProvider;
import io.faregate.test.MovedTicker;
import io.faregate.test.Reply;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageRecord.ModelChoice;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which model a ride gets is the server's choice: asked, given and why. */
@Timeout(60)
final class ModelChoiceTest {
    private static final String POLICY = """
            faregate: 1
            callers: {plan: attribute:plan}
            models:
              aliases: {fast: gpt-5-nano, gpt-4: gpt-5-mini}
              dated: allow
            plans:
              free:
                models: [gpt-5-nano, gpt-5-mini]
                limits: [{per: user, cost: 1, every: day}, {per: [user, model], requests: 2, every: day}]
              pro: {models: [gpt-5-nano, gpt-5-mini, gpt-5], limits: [{per: user, cost: 10, every: day}]}
            routes:
              - path: /chat
                dialect: openai-chat
                model:
                  default: gpt-5-mini
                  tasks: {summarize: gpt-5-nano, plan: [gpt-5, gpt-5-mini]}
                  downgrade: {at: 80%, to: [gpt-5-mini, gpt-5-nano]}
            """;

    private final MovedTicker clock = new MovedTicker();
    private final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    private final Faregate faregate = Faregate.builder()
            .policy(PolicyFile.read("policy.yaml", POLICY))
            .ticker(clock)
            .sink(records::add)
            .build();

    @AfterEach
    void close() {
        faregate.close();
    }

    private static RideRequest.Builder request(String plan, String model) {
        String named = model.isEmpty() ? "" : "\"model\":\"" + model + "\",";
        return RideRequest.of(
                        "POST",
                        "/chat",
                        "{" + named + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":100}")
                .user("alice")
                .attribute("plan", plan);
    }

    private Decision ask(String plan, String model) {
        return faregate.admit(request(plan, model).build());
    }

    private Inference ride(RideRequest.Builder request) {
        Decision decision = faregate.admit(request.build());
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        return ((Decision.Admitted) decision).inference();
    }

    private Inference ride(String plan, String model) {
        return ride(request(plan, model));
    }

    @Test
    void theRideAndItsRecordSayWhatWasAskedAndGivenAndWhy() {
        Inference ride = ride("free", "fast");

        assertThat(ride.model()).isEqualTo("gpt-5-nano");
        assertThat(ride.modelChoice()).isEqualTo(new ModelChoice("fast", "gpt-5-nano", "alias"));
        ride.close();
        while (records.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(records.get(0).model()).isEqualTo(new ModelChoice("fast", "gpt-5-nano", "alias"));
        assertThat(ride("free", "").modelChoice()).isEqualTo(new ModelChoice(null, "gpt-5-mini", "default"));
        assertThat(ride("free", "gpt-5-nano").modelChoice())
                .isEqualTo(new ModelChoice("gpt-5-nano", "gpt-5-nano", "asked"));
        assertThat(ask("free", "gpt-5")).isInstanceOf(Decision.Refused.class);
    }

    @Test
    void theBodyThatGoesOnNamesTheModelThatWasGiven() {
        Decision.Admitted admitted = (Decision.Admitted) ask("free", "gpt-4");

        assertThat(new String(admitted.ride().body().orElseThrow(), StandardCharsets.UTF_8))
                .contains("\"model\":\"gpt-5-mini\"")
                .doesNotContain("gpt-4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-5-mini-2025",
                "gpt-5-mini-2025-08",
                "gpt-5-mini-2025-08-0",
                "gpt-5-mini-2025-08-077",
                "gpt-5-mini-2025-13-07",
                "gpt-5-mini-2025-0807",
                "gpt-5-mini-2025-08-07-preview",
                "gpt-5-mini-2025-08-07-2025-08-07",
                "gpt-5-mini-latest",
                "gpt-5-minimal",
                "gpt-5-mini:2025-08-07",
                "gpt-5-mini@20250807",
                "gpt-5-pro-2025-10-06",
                "gpt-5-2025-08-07",
                "GPT-5-MINI-2025-08-07",
                " gpt-5-mini",
                "gpt-5",
                "FAST",
                "fast-2025-08-07",
                "openai/gpt-5-mini",
                "-2025-08-07",
                ""
            })
    void aNameThatOnlyLooksLikeOneOfTheListIsRefused(String model) {
        Decision decision = faregate.admit(RideRequest.of(
                        "POST",
                        "/chat",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .user("alice")
                .attribute("plan", "free")
                .build());

        assertThat(decision).isInstanceOf(Decision.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5-mini-2025-08-07", "gpt-5-mini-20250807"})
    void aSnapshotIsGivenAndCountsAsTheModelThatIsListed(String snapshot) {
        assertThat(ride("free", snapshot).modelChoice()).isEqualTo(new ModelChoice(snapshot, snapshot, "asked"));
        ride("free", "gpt-5-mini");

        assertThat(((Decision.Refused) ask("free", "gpt-5-mini-2026-01-01"))
                        .refusal()
                        .rule())
                .isEqualTo("plans.free.limits[1]");
    }

    @Test
    void withoutTheRuleASnapshotIsRefused() {
        try (Faregate exact =
                Faregate.of(PolicyFile.read("policy.yaml", POLICY.replace("dated: allow", "dated: refuse")))) {
            assertThat(exact.admit(request("free", "gpt-5-mini-2025-08-07").build()))
                    .isInstanceOfSatisfying(
                            Decision.Refused.class,
                            refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.MODEL_NOT_ALLOWED));
        }
    }

    @Test
    void whatIsSaidOfAModelCountsForItsSnapshots() {
        Inference running = ride("pro", "gpt-5-2025-08-07");
        faregate.killSwitch().block(Target.model("gpt-5"), "test", "test");

        assertThat(running.cancellation().isCancelled()).isTrue();
        assertThat(ride("pro", "gpt-5-2025-08-07").modelChoice())
                .isEqualTo(new ModelChoice("gpt-5-2025-08-07", "gpt-5-mini", "downgraded-as-blocked"));
    }

    @Test
    void aProviderCallOfASnapshotOfABlockedModelIsNotSent() throws Exception {
        faregate.killSwitch().block(Target.model("gpt-5"), "test", "test");
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = ride("pro", "gpt-5-nano");
            assertThatThrownBy(() -> ride.call(
                            HttpClient.newHttpClient(),
                            provider.post("{\"model\":\"gpt-5-2025-08-07\",\"messages\":[]}"),
                            BodyHandlers.discarding()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.reason()).isEqualTo(Reason.BLOCKED));
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aBlockEndsTheRideWhoseCallOfThatModelRuns() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (FakeProvider silent = new FakeProvider(Reply.silence())) {
            Inference ride = ride("pro", "gpt-5-nano");
            Inference other = ride("pro", "gpt-5-nano");
            Future<?> call = threads.submit(() -> ride.call(
                    HttpClient.newHttpClient(),
                    silent.post("{\"model\":\"gpt-5\",\"messages\":[]}"),
                    BodyHandlers.discarding()));
            silent.bodies().take();

            faregate.killSwitch().block(Target.model("gpt-5"), "test", "test");

            assertThatThrownBy(call::get).hasCauseInstanceOf(RideOverException.class);
            assertThat(ride.cancellation().reason()).contains(CancelReason.KILLED);
            assertThat(other.cancellation().isCancelled()).isFalse();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTaskHasTheModelOfRouteAndPlan() {
        Inference pro = ride("pro", "");
        Inference free = ride("free", "");

        assertThat(pro.model("plan")).isEqualTo("gpt-5");
        assertThat(free.model("plan")).isEqualTo("gpt-5-mini");
        assertThat(free.model("summarize")).isEqualTo("gpt-5-nano");
        assertThat(free.model("something else")).isEqualTo("gpt-5-mini");
        faregate.killSwitch().block(Target.model("gpt-5"), "test", "test");
        assertThat(pro.model("plan")).isEqualTo("gpt-5-mini");
    }

    @Test
    void aTaskThatTheApplicationNamesBeforeTheGateChoosesTheRidesOwnModel() {
        assertThat(ride(request("pro", "gpt-5").attribute(Inference.TASK, "summarize"))
                        .modelChoice())
                .isEqualTo(new ModelChoice("gpt-5", "gpt-5-nano", "task"));
        assertThat(ride(request("free", "").attribute(Inference.TASK, "plan")).model())
                .isEqualTo("gpt-5-mini");
        assertThat(ride(request("free", "gpt-5-nano").attribute(Inference.TASK, "other"))
                        .modelChoice()
                        .why())
                .isEqualTo("asked");
        faregate.killSwitch().block(Target.model("gpt-5"), "test", "test");
        assertThat(ride(request("pro", "").attribute(Inference.TASK, "plan")).model())
                .isEqualTo("gpt-5-mini");
    }

    @Test
    void theHoldCoversTheDearestModelOfATask() {
        Inference ride = ride("pro", "gpt-5-nano");
        long held = held("pro");

        assertThat(ride.model("plan")).isEqualTo("gpt-5");
        ride.close();
        ride("pro", "gpt-5");
        assertThat(held).isEqualTo(held("pro"));
    }

    private long held(String plan) {
        return faregate.balance(new Caller("alice", "alice", plan, "127.0.0.1", Map.of())).stream()
                .filter(balance -> balance.limit().measure().equals(Measure.COST))
                .mapToLong(balance -> balance.held())
                .sum();
    }

    @Test
    void fromAShareOfTheBudgetOnTheLadderIsTriedFromItsFirstCheaperRung() {
        spend("pro", "8.5");

        assertThat(ride("pro", "gpt-5").modelChoice())
                .isEqualTo(new ModelChoice("gpt-5", "gpt-5-mini", "downgraded-at-share"));
        assertThat(ride("pro", "gpt-5").model("plan")).isEqualTo("gpt-5-mini");
        assertThat(ride("pro", "gpt-5-mini").model()).isEqualTo("gpt-5-nano");
        assertThat(ride("pro", "gpt-5-nano").modelChoice().why()).isEqualTo("asked");
        faregate.killSwitch().block(Target.model("gpt-5-mini"), "test", "test");
        assertThat(ride("pro", "gpt-5").modelChoice())
                .isEqualTo(new ModelChoice("gpt-5", "gpt-5-nano", "downgraded-as-blocked"));
    }

    private void spend(String plan, String money) {
        Inference ride = ride(plan, "gpt-5-nano");
        // 0.4 dollars for a million tokens out
        ride.record("gpt-5-nano", Usage.of(0, Money.of(money).nanos() / 400));
        ride.close();
    }

    @Test
    void beforeARefusalForMoneyEachCheaperModelIsTried() {
        String poor = POLICY.replace("cost: 10,", "cost: 0.000200,").replace("tasks:", "#");
        try (Faregate gate = Faregate.of(PolicyFile.read("policy.yaml", poor))) {
            // a hundred tokens out cost 0.001 of gpt-5, 0.0002 of gpt-5-mini, 0.00004 of gpt-5-nano
            Decision decision = gate.admit(request("pro", "gpt-5").build());

            assertThat(((Decision.Admitted) decision).inference().modelChoice())
                    .isEqualTo(new ModelChoice("gpt-5", "gpt-5-nano", "downgraded-for-money"));
        }
    }

    @Test
    void aSuspiciousCallerGetsNoDearerModelForATaskEither() {
        faregate.killSwitch().downgrade(Target.user("alice"), Restriction.NONE.model("gpt-5-nano"), "test", "test");

        Inference asked = ride("pro", "gpt-5");
        Inference own = ride("pro", "gpt-5-nano");

        assertThat(asked.modelChoice()).isEqualTo(new ModelChoice("gpt-5", "gpt-5-nano", "restricted"));
        assertThat(asked.model("plan")).isEqualTo("gpt-5-nano");
        assertThat(own.modelChoice().why()).isEqualTo("asked");
        assertThat(own.model("plan")).isEqualTo("gpt-5-nano");
    }

    @Test
    void thePolicyOfTheBuilderIsThatOfTheFile() {
        Policy built = Policy.builder()
                .alias("fast", "gpt-5-nano")
                .datedModels()
                .plan("free", plan -> plan.models("gpt-5-nano", "gpt-5-mini"))
                .limit(Limits.per(Dimension.USER).cost("1").within(Duration.ofDays(1)))
                .route(
                        "/chat",
                        route -> route.task("summarize", "gpt-5-nano").downgrade(80, "gpt-5-mini", "gpt-5-nano"))
                .build();

        assertThat(built.modelNames()).isEqualTo(new ModelNames(Map.of("fast", "gpt-5-nano"), true));
        assertThat(built.routes().get(0).model().tasks()).isEqualTo(Map.of("summarize", List.of("gpt-5-nano")));
        assertThat(built.routes().get(0).model().downgrade())
                .isEqualTo(new ModelPolicy.Downgrade(80, List.of("gpt-5-mini", "gpt-5-nano")));
    }
}
