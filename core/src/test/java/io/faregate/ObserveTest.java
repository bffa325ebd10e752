package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Mode;
import io.faregate.control.Effect;
import io.faregate.control.SuspicionRule;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.Access;
import io.faregate.ride.Caller;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A route that observes: whatever a rule would refuse goes on as it came, is charged, and has the rule in its record. */
final class ObserveTest {
    private final TestGate gate = new TestGate()
            .mode(Mode.OBSERVE)
            .perDay(Measure.COST, 1_000_000_000)
            .cap(Capped.BODY_BYTES, 1_000, 1_000)
            .cap(Capped.PROMPT_CHARS, 20, 20)
            .cap(Capped.OUTPUT_TOKENS, 100, 10);

    @AfterEach
    void close() {
        gate.close();
    }

    private UsageRecord over(Decision.Admitted admitted) {
        admitted.inference().record("mini", Usage.of(1, 1));
        admitted.ride().finish(200, null);
        return gate.lastRecord(1);
    }

    private static String body(Decision.Admitted admitted) {
        return new String(admitted.ride().body().orElseThrow(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"hi\",\"turbo\":true}|body",
                "{\"message\":\"hi\",\"maxOutputTokens\":-1}|body",
                "{\"message\":\"hi\",\"message\":\"hi\"}|body",
                "{\"message\":\"hi\",|body",
                "no JSON at all|body",
                "{\"message\":\"far more than twenty characters\"}|routes[0].caps.prompt-chars",
                "{\"message\":\"hi\",\"model\":\"large\"}|routes[0].model"
            })
    void whatARuleWouldRefuseGoesOnByteForByteWithTheRuleInItsRecord(String sent, String rule) {
        gate.models("mini");
        Decision.Admitted admitted = gate.admit(sent);

        assertThat(body(admitted)).isEqualTo(sent);
        UsageRecord record = over(admitted);
        assertThat(record.outcome().rule()).isEqualTo(rule);
        assertThat(record.costs().settled().nanos()).isEqualTo(2_250);
    }

    /** Every byte may be a token, and every choice as large as its cap. */
    @Test
    void aBodyThatNobodyUnderstoodIsHeldForAsTheWorstThatItMayBe() {
        String sent = "{\"message\":\"hi\",\"turbo\":true}";

        assertThat(over(gate.admit(sent)).costs().held().nanos())
                .isGreaterThanOrEqualTo(sent.length() * 250L + 100 * 2_000L);
    }

    /** Of a list that begins with the cheapest. */
    @ParameterizedTest
    @ValueSource(
            strings = {"no JSON at all", "{\"message\":\"hi\",\"model\":7}", "{\"message\":\"hi\",\"turbo\":true}"})
    void whereNobodyKnowsWhichModelIsMeantTheDearestIsHeldFor(String sent) {
        UsageRecord record = over(gate.admit(sent));

        assertThat(record.model().given()).isEqualTo("large");
        assertThat(record.model().why()).isEqualTo("dearest");
        assertThat(record.costs().held().nanos()).isGreaterThanOrEqualTo(sent.length() * 1_250L + 100 * 10_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mini", "large"})
    void aModelThatIsNamedBesideWhatIsNotLetInIsHeldForAlsoWhereThereIsNoList(String model) {
        String sent = "{\"model\":\"" + model + "\",\"turbo\":[{\"n\":1}]}";
        gate.dialect("openai-chat").models();
        UsageRecord record = over(gate.admit(sent));

        assertThat(record.model().asked()).isEqualTo(model);
        assertThat(record.model().given()).isEqualTo(model);
        assertThat(record.costs().held().nanos())
                .isEqualTo((sent.length() + 16) * TestGate.PRICES.get(model)[0]
                        + 100 * TestGate.PRICES.get(model)[1]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain"})
    void theModelOfThePathIsHeldForWhateverTheBodyIs(String type) {
        gate.dialect("gemini").path("/models/*");
        RideRequest request = RideRequest.of("POST", "/models/mini:generateContent", "no JSON at all")
                .user("alice")
                .header("Content-Type", type)
                .build();
        UsageRecord record = over((Decision.Admitted) gate.faregate().admit(request));

        assertThat(record.model().given()).isEqualTo("mini");
        assertThat(record.model().why()).isEqualTo("asked");
        assertThat(record.costs().held().nanos()).isEqualTo((14 + 16) * 250L + 100 * 2_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "multipart/form-data; boundary=x", "application/json; charset=utf-16"})
    void whatWouldBeRefusedUnreadIsLeftToTheApplication(String type) {
        RideRequest request = TestGate.request("{\"message\":\"hi\"}")
                .header("Content-Type", type)
                .build();
        Decision.Admitted admitted = (Decision.Admitted) gate.faregate().admit(request);

        assertThat(admitted.ride().body()).isEmpty();
        assertThat(admitted.ride().parameters()).isEmpty();
        UsageRecord record = over(admitted);
        assertThat(record.outcome().rule()).isEqualTo("body");
        assertThat(record.costs().held().nanos()).isPositive();
    }

    @Test
    void aQueryThatWouldBeRefusedIsLeftToo() {
        RideRequest request = RideRequest.of("POST", "/chat?key=mine", "{\"message\":\"hi\"}")
                .user("alice")
                .build();
        Decision.Admitted admitted = (Decision.Admitted) gate.faregate().admit(request);

        assertThat(admitted.ride().query()).isEqualTo("key=mine");
        assertThat(admitted.ride().parameters()).isEmpty();
        assertThat(over(admitted).outcome().rule()).isEqualTo("body");
    }

    @Test
    void whoMayNotAskIsLetInToo() {
        gate.access(new Access(true, Set.of("pro")));

        assertThat(over(gate.admit("{\"message\":\"hi\"}")).outcome().rule()).isEqualTo("routes[0].require");
    }

    /** The first rule counts, as it would have. */
    @Test
    void ofSeveralRulesTheFirstIsInTheRecord() {
        gate.access(new Access(true, Set.of("pro")));

        assertThat(over(gate.admit("{\"turbo\":true}")).outcome().rule()).isEqualTo("routes[0].require");
    }

    @Test
    void aBlockBySuspicionIsNotedBehindTheRuleBeforeIt() {
        gate.access(new Access(true, Set.of("pro")))
                .suspicion(SuspicionRule.per(Dimension.USER, 1, Duration.ofMinutes(10), Effect.BLOCK));
        gate.faregate().suspect(new Caller("alice", "alice", null, "127.0.0.1", Map.of()), "planted", 1);

        assertThat(over(gate.admit("{\"message\":\"hi\"}")).outcome().rule()).isEqualTo("routes[0].require");
    }

    @Test
    void aLimitThatARideComesToPassIsInItsRecord() {
        Decision.Admitted admitted = gate.admit("{\"message\":\"hi\"}");
        admitted.ride().account().count(Unit.TOOL_CALLS, 1, Money.of("2"));
        admitted.ride().account().count(Unit.TOOL_CALLS, 1, Money.ZERO);

        assertThat(over(admitted).outcome().rule()).isEqualTo("limits[0]");
    }

    @Test
    void whatCanNotBePassedOnOrPricedIsRefusedAllTheSame() {
        RideRequest twice = TestGate.request("message=hi&message=you")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();

        assertThat(((Decision.Refused) gate.faregate().admit(twice)).refusal().reason())
                .isEqualTo(Reason.MALFORMED);
        assertThat(gate.refuse("{\"message\":\"hi\",\"model\":\"nobodys\"}")
                        .refusal()
                        .reason())
                .isEqualTo(Reason.MODEL_NOT_PRICED);
    }

    @Test
    void aFormWithAFieldTooManyGoesOnAsParameters() {
        RideRequest form = TestGate.request("message=hi&turbo=1")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
        Decision.Admitted admitted = (Decision.Admitted) gate.faregate().admit(form);

        assertThat(admitted.ride().parameters().orElseThrow()).containsEntry("turbo", "1");
        assertThat(over(admitted).outcome().rule()).isEqualTo("body");
    }
}
