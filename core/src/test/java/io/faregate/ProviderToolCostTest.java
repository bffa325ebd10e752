package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.Capped;
import io.faregate.body.Claim;
import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RideOverException;
import io.faregate.test.FakeProvider;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the provider's own tools cost: held before, charged as reported or as held. */
@Timeout(30)
final class ProviderToolCostTest {
    private static final String HELLO = "{\"message\":\"hello\",\"model\":\"large\"}";
    private static final String SEARCH = "{\"model\":\"large\",\"input\":\"hi\",\"tools\":[{\"type\":\"web_search\"}]}";
    private static final String RUN =
            "{\"model\":\"large\",\"input\":\"hi\",\"max_tool_calls\":2,\"tools\":[{\"type\":\"code_interpreter\"}]}";
    private static final String USAGE = "\"usage\":{\"input_tokens\":1000,\"output_tokens\":10,\"total_tokens\":1010}";
    private static final long TOKENS = 1_000 * 1_250 + 10 * 10_000;
    private static final long SEARCHED = 10_000_000;

    private final TestGate gate = new TestGate();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        gate.close();
    }

    private UsageRecord called(String path, String body, String reply) throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, reply)) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post(path, body), BodyHandlers.ofString());
            ride.close();
            return gate.lastRecord(1);
        }
    }

    @Test
    void searchesAreHeldAtTheMostAndChargedAsReported() throws Exception {
        gate.perDay(Measure.COST, 1_000_000_000);
        UsageRecord record =
                called("/v1/responses", SEARCH, "{" + USAGE + ",\"tool_usage\":{\"web_search\":{\"num_requests\":2}}}");

        assertThat(record.costs().held().nanos()).isGreaterThan(10 * SEARCHED);
        assertThat(record.costs().settled()).isEqualTo(new Money(TOKENS + 2 * SEARCHED));
        assertThat(record.usage().get(Unit.WEB_SEARCHES)).isEqualTo(2);
    }

    @Test
    void aReportThatSaysNothingOfSearchesMeansNone() throws Exception {
        assertThat(called("/v1/responses", SEARCH, "{" + USAGE + "}").costs().settled())
                .isEqualTo(new Money(TOKENS));
    }

    @Test
    void whereNobodySaysHowOftenItSearchedWhatWasHeldIsCharged() throws Exception {
        String body = "{\"model\":\"large\",\"messages\":[],\"web_search_options\":{}}";
        String reply = "{\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":10,\"total_tokens\":1010}}";

        UsageRecord record = called("/v1/chat/completions", body, reply);

        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(record.costs().settled()).isEqualTo(new Money(TOKENS + 10 * SEARCHED));
    }

    @Test
    void aStreamThatIsCutIsChargedTheSearchesThatWereHeld() throws Exception {
        try (FakeProvider provider =
                FakeProvider.events("{\"type\":\"response.output_text.delta\",\"delta\":\"hello\"}")) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(
                    client,
                    provider.post("/v1/responses", "{\"stream\":true," + SEARCH.substring(1)),
                    BodyHandlers.ofString());
            ride.close();
        }

        assertThat(gate.lastRecord(1).costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(gate.lastRecord(1).usage().get(Unit.WEB_SEARCHES)).isEqualTo(10);
    }

    @Test
    void aToolThatNobodyPricesIsNeverFree() throws Exception {
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit(HELLO).inference();

            assertThatThrownBy(() -> ride.call(client, provider.post("/v1/responses", RUN), BodyHandlers.ofString()))
                    .isInstanceOfSatisfying(RideOverException.class, over -> {
                        assertThat(over.reason()).isEqualTo(Reason.MODEL_NOT_PRICED);
                        assertThat(over.rule()).isEqualTo("tools.allow");
                    });
            assertThat(provider.bodies()).isEmpty();
        }
    }

    @Test
    void aToolThatTheRoutePricesIsChargedForAllCallsThatItCouldHave() throws Exception {
        gate.tool("code_interpreter", 5, "0.03");

        UsageRecord record = called("/v1/responses", RUN, "{" + USAGE + "}");

        assertThat(record.costs().settled()).isEqualTo(new Money(TOKENS + 2 * 30_000_000));
    }

    @Test
    void aToolThatTheRoutePricesIsChargedAsOftenAsTheReplyShowsIt() throws Exception {
        gate.perDay(Measure.COST, 1_000_000_000);
        gate.tool("code_interpreter", 5, "0.03");
        String once = "\"output\":[{\"type\":\"code_interpreter_call\"},{\"type\":\"message\"}],";

        assertThat(called("/v1/responses", RUN, "{" + once + USAGE + "}")
                        .costs()
                        .settled())
                .isEqualTo(new Money(TOKENS + 30_000_000));
        assertThat(gate.lastRecord(1).costs().held().nanos()).isGreaterThan(2 * 30_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aToolIsNeverChargedForWhatItWasHeldWhereTheReplyShowsAnotherNumber(int calls) throws Exception {
        gate.tool("code_interpreter", 5, "0.03");
        String items = "{\"type\":\"code_interpreter_call\"},".repeat(calls) + "{\"type\":\"message\"}";

        assertThat(called("/v1/responses", RUN, "{\"output\":[" + items + "]," + USAGE + "}")
                        .costs()
                        .settled())
                .isEqualTo(new Money(TOKENS + calls * 30_000_000L));
    }

    @Test
    void aToolWhoseCallsAreNotListedIsChargedForAllThatItCouldHave() throws Exception {
        gate.tool("advisor", 5, "0.03").tool("code_interpreter", 5, "0.01");
        String body = RUN.replace("\"tools\":[", "\"tools\":[{\"type\":\"advisor_20260301\"},");
        String items = "\"output\":[{\"type\":\"advisor_call\"},{\"type\":\"code_interpreter_call\"}],";

        assertThat(called("/v1/responses", body, "{" + items + USAGE + "}")
                        .costs()
                        .settled())
                .isEqualTo(new Money(TOKENS + 2 * 30_000_000 + 10_000_000));
    }

    private static final String GROUNDED =
            "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],\"tools\":[{\"googleSearch\":{}}]}";

    private static String googles(String candidate) {
        return "{\"candidates\":[{" + candidate + "}],\"usageMetadata\":{\"promptTokenCount\":1000,"
                + "\"candidatesTokenCount\":10,\"totalTokenCount\":1010}}";
    }

    @Test
    void searchesOfGoogleAreChargedByTheQueriesThatItShows() throws Exception {
        String path = "/v1beta/models/large:generateContent";
        String two = "\"finishReason\":\"STOP\",\"groundingMetadata\":{\"webSearchQueries\":[\"a\",\"b\"]}";

        assertThat(called(path, GROUNDED, googles(two)).costs().settled()).isEqualTo(new Money(TOKENS + 2 * SEARCHED));
    }

    @Test
    void aReplyOfGoogleThatSearchedNothingCostsNoSearch() throws Exception {
        String path = "/v1beta/models/large:generateContent";

        assertThat(called(path, GROUNDED, googles("\"finishReason\":\"STOP\""))
                        .costs()
                        .settled())
                .isEqualTo(new Money(TOKENS));
    }

    @Test
    void aSearchEngineThatShowsNoQueriesIsChargedAsHeld() throws Exception {
        String path = "/v1beta/models/large:generateContent";
        String body = GROUNDED.replace("googleSearch", "exaAiSearch");

        assertThat(called(path, body, googles("\"finishReason\":\"STOP\""))
                        .costs()
                        .settled())
                .isEqualTo(new Money(TOKENS + 10 * SEARCHED));
    }

    @Test
    void searchesThatOnlyTheItemsShowAreCharged() throws Exception {
        String items = "\"output\":[{\"type\":\"web_search_call\"},{\"type\":\"web_search_call\"}],";

        assertThat(called("/v1/responses", SEARCH, "{" + items + USAGE + "}")
                        .costs()
                        .settled())
                .isEqualTo(new Money(TOKENS + 2 * SEARCHED));
    }

    @Test
    void whatTheApplicationReportsItselfHasNoSayOverTheTools() throws Exception {
        gate.tool("code_interpreter", 5, "0.03");
        try (FakeProvider provider = FakeProvider.json(200, "{}")) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post("/v1/responses", RUN), BodyHandlers.ofString());
            ride.record("large", Usage.of(1_000, 10));
            ride.close();
        }

        assertThat(gate.lastRecord(1).costs().settled()).isEqualTo(new Money(TOKENS + 2 * 30_000_000));
    }

    @Test
    void aCallThatTheProviderRefusesCostsNoTool() throws Exception {
        gate.tool("code_interpreter", 5, "0.03");
        try (FakeProvider provider = FakeProvider.json(500, "{}")) {
            Inference ride = gate.admit(HELLO).inference();
            ride.call(client, provider.post("/v1/responses", RUN), BodyHandlers.ofString());

            assertThat(ride.cost()).isEqualTo(Money.ZERO);
        }
    }

    private static final String CLIENTS = "{\"model\":\"%s\",%s\"input\":\"hi\",\"tools\":[{\"type\":\"web_search\"}]}";

    @ParameterizedTest
    @ValueSource(strings = {"mini", "large"})
    void aClientsSearchIsRefusedUnlessTheRouteHasIt(String model) {
        gate.dialect("openai-responses").tool("search", 3, "0").cap(Capped.TOOL_CALLS, 3, 3);
        Refusal refusal = gate.refuse(CLIENTS.formatted(model, "")).refusal();
        assertThat(refusal.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        try (TestGate wider = new TestGate().dialect("openai-responses").messages(Claim.TOOLS)) {
            assertThat(wider.tool("search", 3, "0")
                            .refuse(CLIENTS.formatted(model, ""))
                            .refusal()
                            .reason())
                    .isEqualTo(Reason.TOOL_NOT_ALLOWED);
        }
    }

    @Test
    void aClientsSearchesAreBoundedAndHeld() {
        gate.dialect("openai-responses").messages(Claim.TOOLS).tool("web_search", 3, "0");

        assertThat(gate.refuse(CLIENTS.formatted("large", "")).refusal().message())
                .contains("3 times");
        assertThat(gate.refuse(CLIENTS.formatted("large", "\"max_tool_calls\":4,"))
                        .refusal()
                        .reason())
                .isEqualTo(Reason.INVALID_VALUE);
        gate.admit(CLIENTS.formatted("large", "\"max_tool_calls\":3,")).ride().finish(200, null);

        UsageRecord record = gate.lastRecord(3);
        assertThat(record.costs().held().nanos()).isBetween(3 * SEARCHED + 24_000 * 1_250, 7 * SEARCHED);
        assertThat(record.usage().get(Unit.WEB_SEARCHES)).isEqualTo(3);
    }

    /** Two papers: the second turn reads one, the third both. */
    @Test
    void aClientsFetchIsHeldAsPapersThatEachTurnReadsWhateverItSaysOfThem() {
        gate.dialect("anthropic")
                .messages(Claim.TOOLS)
                .tool("web_fetch", 2, "0")
                .perDay(Measure.COST, 1_000_000_000);
        gate.admit("{\"model\":\"mini\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                        + "\"tools\":[{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\",\"max_uses\":2,"
                        + "\"max_content_tokens\":9}]}")
                .ride()
                .finish(200, null);

        assertThat(gate.lastRecord(1).costs().held().nanos())
                .isBetween(3 * 125_000L * 250, (3 * 125_000L + 3 * 1_000) * 250);
    }

    @Test
    void aClientsSearchWithAModelThatHasNoPriceForItIsRefused() {
        gate.dialect("openai-responses").messages(Claim.TOOLS).tool("web_search", 3, "0");

        assertThat(gate.refuse(CLIENTS.formatted("mini", "\"max_tool_calls\":3,"))
                        .refusal()
                        .reason())
                .isEqualTo(Reason.MODEL_NOT_PRICED);
    }
}
