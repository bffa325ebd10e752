package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.body.AppFields;
import io.faregate.body.Dialects;
import io.faregate.body.ProviderHabit;
import io.faregate.body.ResponseMeter;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reply costs that is cut, where what was seen of it is no measure of what was written. */
@Timeout(30)
final class CutRepliesTest {
    private static final long HELD = 800;
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String CHAT = "{\"choices\":[{\"delta\":{\"content\":\"hello\"}}]}";
    private static final String RESPONSE = "{\"type\":\"response.output_text.delta\",\"delta\":\"hello\"}";

    private final TestGate gate = new TestGate()
            .models("mini", "thinks", "sings")
            .costs(CostTable.builder()
                    .model("mini", rates -> rates.input("1").output("10"))
                    .model("thinks", rates -> rates.input("1").output("10").hiddenThinking())
                    .model(
                            "sings",
                            rates -> rates.input("1")
                                    .output("10")
                                    .audioInput("5")
                                    .audioOutput("80"))
                    .build());

    @AfterEach
    void close() {
        gate.close();
    }

    private UsageRecord cut(String path, String body, String... events) throws IOException {
        int before = gate.records.size();
        Inference ride = gate.admit(HELLO).inference();
        ProviderCall call = call(ride, path, body);
        call.responded(200, "text/event-stream");
        for (String event : events) {
            pass(call, "data: " + event + "\n\n");
        }
        call.ended();
        ride.close();
        return gate.lastRecord(before + 1);
    }

    private static ProviderCall call(Inference ride, String path, String body) {
        return ProviderCall.begin(ride, URI.create("http://127.0.0.1:1" + path), body.getBytes(StandardCharsets.UTF_8));
    }

    private static void pass(ProviderCall call, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.pass(bytes, 0, bytes.length, new ByteArrayOutputStream());
    }

    private static void assertCharged(UsageRecord record, UsageSource source, long output) {
        assertThat(record.costs().source()).isEqualTo(source);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(output);
        assertThat(record.costs().settled().nanos()).isEqualTo(record.usage().promptTokens() * 1_000 + output * 10_000);
    }

    @ParameterizedTest
    @CsvSource({
        "mini, '', DELIVERED, 5",
        "mini, none, DELIVERED, 5",
        "mini, low, HOLD, 800",
        "thinks, '', HOLD, 800",
        "thinks, none, DELIVERED, 5",
        "thinks, xhigh, HOLD, 800",
    })
    void aModelThatThinksOutOfSightHasWrittenMoreThanWasSeen(
            String model, String effort, UsageSource source, long output) throws IOException {
        String begin = "{\"model\":\"" + model + "\",\"stream\":true,";
        String chat = effort.isEmpty() ? "" : "\"reasoning_effort\":\"" + effort + "\",";
        String responses = effort.isEmpty() ? "" : "\"reasoning\":{\"effort\":\"" + effort + "\"},";

        assertCharged(cut("/v1/chat/completions", begin + chat + "\"messages\":[]}", CHAT), source, output);
        assertCharged(cut("/v1/responses", begin + responses + "\"input\":\"hi\"}", RESPONSE), source, output);
    }

    @Test
    void thinkingThatIsShownInPartIsNoMeasureOfWhatWasThought() throws IOException {
        String body = "{\"model\":\"mini\",\"stream\":true,\"max_tokens\":800,\"messages\":[]}";
        String start = "{\"message\":{\"usage\":{\"input_tokens\":12,\"output_tokens\":1}}}";
        String text = "{\"delta\":{\"type\":\"text_delta\",\"text\":\"hello\"}}";

        assertCharged(cut("/v1/messages", body, start, text), UsageSource.DELIVERED, 5);
        UsageRecord signed = cut(
                "/v1/messages", body, start, "{\"delta\":{\"type\":\"signature_delta\",\"signature\":\"EqQB\"}}", text);
        assertCharged(signed, UsageSource.HOLD, HELD);
        assertThat(signed.usage().promptTokens()).isEqualTo(12);
    }

    @Test
    void whatAModelThoughtIsChargedAsReportedWhereTheReplyIsWhole() throws IOException {
        String report =
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46}}";

        assertCharged(
                cut("/v1/chat/completions", "{\"model\":\"thinks\",\"stream\":true,\"messages\":[]}", CHAT, report),
                UsageSource.PROVIDER,
                34);
    }

    private static final String GEMINI = "/v1beta/models/mini:streamGenerateContent?alt=sse";
    private static final String CONTENTS = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}";

    private static String googles(String end) {
        return "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hello\"}]}" + end
                + "}],\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":34,\"totalTokenCount\":46}}";
    }

    @Test
    void aProviderThatWritesOnIsPaidForTheLongestReply() throws IOException {
        UsageRecord cut = cut(GEMINI, CONTENTS, googles(""));
        assertCharged(cut, UsageSource.HOLD, HELD);
        assertThat(cut.usage().promptTokens()).isEqualTo(12);

        assertCharged(cut(GEMINI, CONTENTS, googles(",\"finishReason\":\"STOP\"")), UsageSource.PROVIDER, 34);
    }

    @Test
    void aPromptThatTheProviderBlocksEndsTheReplyToo() throws IOException {
        String blocked = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},"
                + "\"usageMetadata\":{\"promptTokenCount\":12,\"totalTokenCount\":12}}";

        assertCharged(cut(GEMINI, CONTENTS, blocked), UsageSource.PROVIDER, 0);
    }

    @Test
    void thePolicySaysWhatAProviderDoes() throws IOException {
        var chat = Dialects.named("openai-chat", AppFields.DEFAULT).orElseThrow();
        var gemini = Dialects.named("gemini", AppFields.DEFAULT).orElseThrow();

        assertThat(chat.billsAfterAbort()).isFalse();
        assertThat(gemini.billsAfterAbort()).isTrue();
        assertThat(ProviderHabit.BILLS.of(chat).at("/any").billsAfterAbort()).isTrue();
        assertThat(ProviderHabit.STOPS
                        .of(gemini)
                        .at("/v1/models/m:generateContent")
                        .billsAfterAbort())
                .isFalse();

        gate.provider("127.0.0.1/bills", ProviderHabit.BILLS.of(chat));
        assertCharged(
                cut("/bills/chat", "{\"model\":\"mini\",\"stream\":true,\"messages\":[]}", CHAT),
                UsageSource.HOLD,
                HELD);
    }

    @Test
    void aProviderThatShowsAllIsPaidForWhatWasSeen() throws IOException {
        var chat = Dialects.named("openai-chat", AppFields.DEFAULT).orElseThrow();
        String body = "{\"model\":\"thinks\",\"stream\":true,\"reasoning_effort\":\"high\",\"messages\":[]}";

        gate.provider("127.0.0.1/shows", ProviderHabit.SHOWS_THINKING.of(chat))
                .provider("127.0.0.1/both", ProviderHabit.SHOWS_THINKING.of(ProviderHabit.BILLS.of(chat)));
        assertCharged(cut("/shows/chat", body, CHAT), UsageSource.DELIVERED, 5);
        assertCharged(cut("/both/chat", body, CHAT), UsageSource.HOLD, HELD);
    }

    @Test
    void aRideIsChargedTheSameByItsOwnResponse() throws IOException {
        try (TestGate own = new TestGate().dialect("openai-chat").models("thinks")) {
            own.costs(CostTable.builder()
                    .model("thinks", rates -> rates.input("1").output("10").hiddenThinking())
                    .build());
            Ride ride = own.admit(
                            "{\"model\":\"thinks\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                    .ride();
            ResponseMeter meter = ride.responseMeter("text/event-stream", "");
            byte[] event = ("data: " + CHAT + "\n\n").getBytes(StandardCharsets.UTF_8);
            meter.pass(event, 0, event.length, OutputStream.nullOutputStream());
            ride.finish(200, null);

            assertCharged(own.lastRecord(1), UsageSource.HOLD, HELD);
        }
    }

    private static final String SPOKEN = "{\"model\":\"%s\",\"stream\":true,\"max_tokens\":100,\"messages\":[],"
            + "\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"}}";

    @Test
    void aReplyThatMayBeSoundIsHeldAtThePriceOfSound() throws IOException {
        Inference ride = gate.admit(HELLO).inference();
        ProviderCall call = call(ride, "/v1/chat/completions", SPOKEN.formatted("sings"));
        Usage used = ride.ride().account().used();

        assertThat(ride.cost().nanos()).isEqualTo(used.promptTokens() * 1_000 + 101 * 80_000);
        call.responded(200, "text/event-stream");
        pass(call, "data: {\"choices\":[{\"delta\":{\"audio\":{\"transcript\":\"hello\"}}}]}\n\n");
        call.ended();
        assertThat(ride.cost().nanos()).isEqualTo(used.promptTokens() * 1_000 + 101 * 80_000);
    }

    @Test
    void soundIsChargedAsReported() throws IOException {
        UsageRecord record = cut(
                "/v1/chat/completions",
                SPOKEN.formatted("sings"),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":60,\"total_tokens\":70,"
                        + "\"completion_tokens_details\":{\"audio_tokens\":50}}}");

        assertThat(record.costs().settled()).isEqualTo(new Money(10 * 1_000 + 10 * 10_000 + 50 * 80_000));
    }

    @Test
    void aModelWithoutAPriceOfSoundIsNotAskedForIt() {
        Inference ride = gate.admit(HELLO).inference();

        assertThatThrownBy(() -> call(ride, "/v1/chat/completions", SPOKEN.formatted("mini")))
                .isInstanceOf(RideOverException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"responseModalities\":[\"AUDIO\"]", "\"speechConfig\":{\"languageCode\":\"de-DE\"}"})
    void soundOfGeminiIsHeldAtItsPriceAndWithoutOneNotAskedFor(String config) {
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],\"generationConfig\":{\"maxOutputTokens\":100,"
                + config + "}}";
        Inference ride = gate.admit(HELLO).inference();
        call(ride, "/v1beta/models/sings:generateContent", body);

        assertThat(ride.cost().nanos()).isEqualTo(ride.ride().account().used().promptTokens() * 1_000 + 101 * 80_000);
        assertThatThrownBy(() -> call(ride, "/v1beta/models/mini:generateContent", body))
                .isInstanceOfSatisfying(
                        RideOverException.class,
                        over -> assertThat(over.reason()).isEqualTo(Reason.MODEL_NOT_PRICED));
    }

    private static String cached(String ttl) {
        return "{\"system\":[{\"text\":\"a\"},{\"cachePoint\":{\"type\":\"default\"" + ttl
                + "}}],\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}";
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``,``,100,0",
                "`,\"ttl\":\"1h\"`,``,0,100",
                "`,\"ttl\":\"1h\"`,`,\"cacheDetails\":[{\"ttl\":\"5m\",\"inputTokens\":100}]`,100,0",
                "`,\"ttl\":\"1h\"`,`,\"cacheDetails\":[{\"ttl\":\"1h\",\"inputTokens\":60}]`,40,60",
            })
    void whatIsWrittenToTheCacheIsKeptForAnHourUnlessTheReportSaysOtherwise(
            String asked, String details, long minutes, long hour) throws IOException {
        Inference ride = gate.admit(HELLO).inference();
        ProviderCall call = call(ride, "/model/mini/converse", cached(asked));
        call.responded(200, "application/json");
        pass(call, "{\"usage\":{\"inputTokens\":5,\"outputTokens\":7,\"cacheWriteInputTokens\":100" + details + "}}");
        call.ended();

        Usage used = ride.ride().account().used();
        assertThat(used.get(Unit.CACHE_WRITE_TOKENS)).isEqualTo(minutes);
        assertThat(used.get(Unit.CACHE_WRITE_1H_TOKENS)).isEqualTo(hour);
    }
}
