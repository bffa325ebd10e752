package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Measure;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tier that a call asks for says what is held, the tier that it got says what is charged. */
@Timeout(30)
final class ServiceTierRidesTest {
    private static final String HELLO = "{\"message\":\"hello\",\"model\":\"large\"}";
    private static final long USUAL = 1_000 * 1_000 + 100 * 10_000;

    private final TestGate gate = new TestGate();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void prices() {
        gate.perDay(Measure.COST, 1_000_000_000_000L)
                .costs(CostTable.builder()
                        .model("mini", rates -> rates.input("1").output("10"))
                        .model(
                                "large",
                                rates -> rates.input("1")
                                        .output("10")
                                        .tier(
                                                "priority",
                                                faster -> faster.input("2").output("20"))
                                        .tier(
                                                "flex",
                                                later -> later.input("0.5").output("5"))
                                        .tier("fast", fast -> fast.input("6").output("60"))
                                        .tier("fast+us", fast -> fast.input("7").output("70")))
                        .build());
    }

    @AfterEach
    void close() {
        gate.close();
    }

    private UsageRecord called(String path, String model, String asked, String reply) throws Exception {
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":200,\"messages\":[]" + asked + "}";
        try (FakeProvider provider = FakeProvider.json(200, reply)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(path, body), BodyHandlers.ofString());
            ride.close();
            return gate.lastRecord(1);
        }
    }

    private UsageRecord chat(String model, String asked, String echoed) throws Exception {
        return called("/v1/chat/completions", model, member(asked), """
                {"service_tier":%s,"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}""".formatted(
                        echoed.isEmpty() ? "null" : '"' + echoed + '"'));
    }

    private static String member(String asked) {
        return asked.isEmpty() ? "" : ",\"service_tier\":\"" + asked + '"';
    }

    /** The price in tenths of the usual one. */
    @ParameterizedTest
    @CsvSource({
        "'', '', 10",
        "'', default, 10",
        "'', priority, 20",
        "'', flex, 5",
        "priority, priority, 20",
        "priority, default, 10",
        "PRIORITY, '', 20",
        "flex, flex, 5",
        "flex, default, 10",
        "flex, '', 10",
        "flex, batch, 10",
        "flex, priority, 20",
        "default, priority, 20",
        "scale, scale, 10",
        "auto, default, 10",
        "auto, auto, 70",
    })
    void aCallCostsWhatTheTierCostsThatItGot(String asked, String echoed, long tenths) throws Exception {
        UsageRecord record = chat("large", asked, echoed);

        assertThat(record.costs().settled()).isEqualTo(new Money(USUAL / 10 * tenths));
        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
    }

    @ParameterizedTest
    @CsvSource({"'', 10", "default, 10", "standard_only, 10", "flex, 10", "priority, 20", "auto, 70"})
    void aCallHoldsWhatTheTierCostsThatItAsksFor(String asked, long tenths) throws Exception {
        Inference ride = gate.admit(HELLO).inference();
        Money before = heldBy(ride, "");
        Money held = heldBy(gate.admit(HELLO).inference(), asked);

        assertThat(held.nanos()).isEqualTo(before.nanos() / 10 * tenths);
    }

    private Money heldBy(Inference ride, String asked) throws Exception {
        try (FakeProvider provider = FakeProvider.openEvents("{}")) {
            String body =
                    "{\"model\":\"large\",\"stream\":true,\"max_tokens\":200,\"messages\":[]" + member(asked) + "}";
            // a tier's name is text as well: all have the same prompt
            String padded = body.replace("[]", "[\"" + "x".repeat(40 - asked.length()) + "\"]");
            ride.call(client, provider.post(padded), BodyHandlers.ofInputStream());
            return ride.cost();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ultrafast", "something-new", "Priority\\u0021"})
    void aTierWithoutAPriceIsNotSent(String tier) throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit(HELLO).inference();
            String body = "{\"model\":\"large\",\"messages\":[]" + member(tier) + "}";

            assertThatThrownBy(() -> ride.call(client, provider.post(body), BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(
                            RideOverException.class,
                            over -> assertThat(over.reason()).isEqualTo(Reason.MODEL_NOT_PRICED))
                    .hasMessageContaining("service tier");
            assertThat(provider.bodies()).isEmpty();
            assertThat(ride.cost()).isEqualTo(Money.ZERO);
        }
    }

    @Test
    void aTierThatCostsNoMoreNeedsNoPrice() throws Exception {
        assertThat(chat("mini", "flex", "flex").costs().settled()).isEqualTo(new Money(USUAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"priority", "turbo"})
    void aTierThatWasGivenAndHasNoPriceIsChargedAsHeld(String given) throws Exception {
        UsageRecord record = chat("mini", "", given);

        assertThat(record.costs().source()).isEqualTo(UsageSource.HOLD);
        assertThat(record.costs().settled().nanos()).isGreaterThan(200 * 10_000);
    }

    @Test
    void whatTheReplyDoesNotSayIsAsItWasAskedFor() throws Exception {
        UsageRecord record = called("/v1/messages", "large", ",\"speed\":\"fast\"", """
                {"usage":{"input_tokens":1000,"output_tokens":100,"service_tier":"standard"}}""");

        assertThat(record.costs().settled()).isEqualTo(new Money(6 * USUAL));
    }

    @Test
    void allThatMakesACallDearerCountsTogether() throws Exception {
        UsageRecord record = called("/v1/messages", "large", ",\"speed\":\"fast\"", """
                {"usage":{"input_tokens":1000,"output_tokens":100,"service_tier":"standard","speed":"fast",\
                "inference_geo":"us"}}""");

        assertThat(record.costs().settled()).isEqualTo(new Money(7 * USUAL));
    }

    @Test
    void aStreamThatIsCutCostsWhatItsTierCosts() throws Exception {
        try (FakeProvider provider = FakeProvider.events(
                "{\"service_tier\":\"priority\",\"choices\":[{\"delta\":{\"content\":\"0123456789\"}}]}")) {
            Inference ride = gate.admit(HELLO).inference();
            String body = "{\"model\":\"large\",\"stream\":true,\"max_tokens\":200,\"messages\":[]}";
            ride.call(client, provider.post(body), BodyHandlers.ofString());
            ride.close();
        }

        UsageRecord record = gate.lastRecord(1);
        assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(record.costs().settled().nanos()).isEqualTo(record.usage().promptTokens() * 2_000 + 10 * 20_000);
    }

    @Test
    void whatTheApplicationRecordsOfACallCostsTheTierThatItAskedFor() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit(HELLO).inference();
            String body = "{\"model\":\"large\",\"messages\":[]" + member("priority") + "}";
            ride.call(client, provider.post(body), BodyHandlers.ofString());
            ride.record("large", Usage.of(1_000, 100));
            ride.record("large", Usage.of(1_000, 100));
            ride.close();
        }

        assertThat(gate.lastRecord(1).costs().settled()).isEqualTo(new Money(3 * USUAL));
    }

    @Test
    void aClientChoosesATierOnlyWhereTheRouteLetsIt() {
        String body = "{\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                + "\"service_tier\":\"priority\"}";

        assertThat(gate.dialect("openai-chat").refuse(body).refusal().reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        try (TestGate open = new TestGate().dialect("openai-chat").allow("service_tier")) {
            open.costs(CostTable.builder()
                    .model(
                            "large",
                            rates -> rates.input("1")
                                    .output("10")
                                    .tier(
                                            "priority",
                                            faster -> faster.input("2").output("20")))
                    .build());
            open.models("large").admit(body).ride().finish(200, null);
            open.admit(body.replace("priority", "default")).ride().finish(200, null);

            assertThat(open.refuse(body.replace("priority", "ultrafast"))
                            .refusal()
                            .reason())
                    .isEqualTo(Reason.MODEL_NOT_PRICED);
            assertThat(open.refuse(body.replace("priority", "mine")).refusal().reason())
                    .isEqualTo(Reason.FIELD_NOT_ALLOWED);
            assertThat(open.lastRecord(4).costs().estimated()).isEqualTo(Money.ZERO);
            // the longer word is a token more
            assertThat(open.records.get(0).costs().settled().nanos())
                    .isEqualTo(2 * open.records.get(1).costs().settled().nanos() + 2_000);
        }
    }

    private static final String ASKED =
            "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"service_tier\":\"%s\"}";

    private TestGate open(CostTable prices) {
        return new TestGate()
                .dialect("openai-chat")
                .allow("service_tier")
                .perDay(Measure.COST, 1_000_000_000_000L)
                .costs(prices);
    }

    private static CostTable withPriority() {
        return CostTable.builder()
                .model("mini", rates -> rates.input("1").output("10"))
                .model(
                        "large",
                        rates -> rates.input("1")
                                .output("10")
                                .tier("priority", faster -> faster.input("2").output("20"))
                                .tier("flex", later -> later.input("0.5").output("5")))
                .build();
    }

    @ParameterizedTest
    @CsvSource({"priority, 20", "default, 10", "flex, 10"})
    void whatTheApplicationReportsItselfCostsTheTierThatTheClientAskedFor(String asked, long tenths) {
        try (TestGate own = open(withPriority())) {
            Decision.Admitted ride = own.admit(ASKED.formatted("large", asked));
            ride.inference().record("large", Usage.of(1_000, 100));
            assertThat(ride.inference().cost()).isEqualTo(new Money(USUAL / 10 * tenths));
            ride.inference().record("large", Usage.of(1_000, 100));
            ride.ride().finish(200, null);

            assertThat(own.lastRecord(1).costs().settled()).isEqualTo(new Money(2 * USUAL / 10 * tenths));
        }
    }

    @Test
    void aReportOfAModelThatHasNoPriceForThatTierCostsWhatIsHeldOrMore() {
        try (TestGate own = open(withPriority())) {
            Decision.Admitted ride = own.admit(ASKED.formatted("large", "priority"));
            Money held = ride.ride().account().heldCost();
            ride.inference().record("mini", Usage.of(10, 1));

            assertThat(ride.inference().cost()).isEqualTo(held);
            ride.inference().record("mini", Usage.of(1_000, 100));
            assertThat(ride.inference().cost()).isEqualTo(held.plus(new Money(USUAL)));
            ride.ride().finish(200, null);
            assertThat(own.lastRecord(1).costs().source()).isEqualTo(UsageSource.APP);
        }
    }

    @Test
    void aReportOfWhatNobodyCanPriceIsRefusedWhateverTheTier() {
        try (TestGate own = open(withPriority())) {
            Inference ride = own.admit(ASKED.formatted("large", "priority")).inference();

            assertThatThrownBy(() -> ride.record("mini", Usage.of(1, 1).with(Unit.AUDIO_OUTPUT_TOKENS, 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(ride.cost()).isEqualTo(Money.ZERO);
        }
    }

    @ParameterizedTest
    @CsvSource({"speed, fast, true", "speed, priority, false", "inference_geo, us, true", "inference_geo, flex, false"})
    void aClientMayChooseAFieldByItsOwnWordsAlone(String field, String word, boolean letIn) {
        try (TestGate own = new TestGate().dialect("anthropic").allow(field)) {
            own.costs(CostTable.builder()
                    .model(
                            "large",
                            rates -> rates.input("1")
                                    .output("10")
                                    .tier("fast", fast -> fast.input("2").output("20"))
                                    .tier("us", near -> near.input("2").output("20")))
                    .build());
            own.models("large");
            String body =
                    "{\"model\":\"large\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\""
                            + field + "\":\"" + word + "\"}";

            assertThat(own.ask(body)).isInstanceOf(letIn ? Decision.Admitted.class : Decision.Refused.class);
        }
    }
}
