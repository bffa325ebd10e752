package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.body.Claim;
import io.faregate.budget.Measure;
import io.faregate.cost.Unit;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import io.faregate.ride.RideRequest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One request that would cost as much as many. */
final class HostileRequestsTest {
    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private final TestGate gate = new TestGate();

    @AfterEach
    void close() {
        gate.close();
    }

    private static String repeated(int times, String what) {
        return IntStream.range(0, times)
                .mapToObj(i -> what.replace("#", "" + i))
                .collect(Collectors.joining(","));
    }

    @Test
    void twoThousandInputsAreEachCounted() {
        gate.dialect("openai-embeddings").cap(Capped.MESSAGES, 2_048, 2_048);

        gate.admit("{\"model\":\"mini\",\"input\":[" + repeated(2_048, "\"x\"") + "]}")
                .ride()
                .finish(200, null);
        assertThat(gate.lastRecord(1).usage().get(Unit.INPUT_TOKENS)).isGreaterThan(2_048 * 16);
        assertThat(gate.refuse("{\"model\":\"mini\",\"input\":[" + repeated(2_049, "\"x\"") + "]}")
                        .refusal()
                        .rule())
                .isEqualTo("routes[0].caps.messages");
    }

    /** Each would get replies of its own: without a cap that is written there is one. */
    @Test
    void aHundredThousandPromptsGetNoRepliesOfTheirOwn() {
        gate.dialect("openai-completions");
        String body = "{\"model\":\"mini\",\"prompt\":[%s]}";

        for (String prompts : List.of(repeated(100_000, "\"a\""), "\"a\",\"b\"", "[1],[2]")) {
            Refusal refusal = gate.refuse(body.formatted(prompts)).refusal();
            assertThat(refusal.reason()).isEqualTo(Reason.CONTENT_TOO_LARGE);
            assertThat(refusal.rule()).isEqualTo("routes[0].caps.choices");
        }
        gate.admit(body.formatted("\"a\"")).ride().finish(200, null);
    }

    @Test
    void aPromptInTokensIsAsLongAsItsTokens() {
        gate.dialect("openai-completions").cap(Capped.PROMPT_CHARS, 100, 100);
        String body = "{\"model\":\"mini\",\"prompt\":[%s]}";

        assertThat(gate.refuse(body.formatted(repeated(101, "7"))).refusal().rule())
                .isEqualTo("routes[0].caps.prompt-chars");
        gate.admit(body.formatted(repeated(100, "7"))).ride().finish(200, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`tools`:[{`type`:`function`,`function`:{`name`:`search`,`description`:`%`}}]",
                "`tools`:[{`type`:`function`,`function`:{`name`:`search`,`parameters`:{`properties`:{`%`:{}}}}}]",
                "`tools`:[{`type`:`function`,`function`:{`name`:`search`,`parameters`:{`enum`:[`%`]}}}]",
                "`response_format`:{`type`:`json_schema`,`json_schema`:{`name`:`x`,`schema`:{`description`:`%`}}}",
                "`stop`:[`%`]",
                "`metadata`:{`a`:`%`}",
                "`metadata`:{`%`:`a`}",
                "`user`:`%`",
                "`safety_identifier`:`%`",
                "`prompt_cache_key`:`%`"
            })
    void textThatIsNoMessageIsCappedAsPrompt(String member) {
        gate.dialect("openai-chat").messages(Claim.TOOLS).tool("search", 1, "0").cap(Capped.PROMPT_CHARS, 200, 200);
        String body = "{\"model\":\"mini\"," + member.replace('`', '"') + "," + USER + "}";

        gate.admit(body.replace("%", "t".repeat(100))).ride().finish(200, null);
        assertThat(gate.refuse(body.replace("%", "t".repeat(201))).refusal().rule())
                .isEqualTo("routes[0].caps.prompt-chars");
    }

    @Test
    void documentsAreCountedAndTheirTextIsCappedAsPrompt() {
        String body = "{\"model\":\"mini\",\"documents\":[%s],\"messages\":[{\"role\":\"user\",\"content\":%s}]}";
        String part = "{\"type\":\"document\",\"document\":{\"data\":{\"text\":\"#\"}}}";
        try (TestGate closed = new TestGate().dialect("cohere-v2")) {
            closed.admit(body.formatted("", "\"hi\""));
            assertThat(closed.refuse(body.formatted("\"a\"", "\"hi\""))
                            .refusal()
                            .rule())
                    .isEqualTo("routes[0].caps.documents");
        }
        gate.dialect("cohere-v2").cap(Capped.DOCUMENTS, 3, 3).cap(Capped.PROMPT_CHARS, 200, 200);

        gate.admit(body.formatted("\"a\",{\"data\":{\"text\":\"b\"}}", "[" + part + "]"));
        for (String content : List.of("[" + repeated(2, part) + "]", "[" + repeated(500, part) + "]")) {
            assertThat(gate.refuse(body.formatted("\"a\",\"b\"", content))
                            .refusal()
                            .reason())
                    .isEqualTo(Reason.CONTENT_TOO_LARGE);
        }
        assertThat(gate.refuse(body.formatted("\"" + "x".repeat(199) + "\"", "\"hi\""))
                        .refusal()
                        .rule())
                .isEqualTo("routes[0].caps.prompt-chars");
    }

    @Test
    void fiveHundredToolsAreEachCountedWhereAnyIsLetIn() {
        String tools = repeated(500, "{\"type\":\"function\",\"function\":{\"name\":\"search\",\"parameters\":{}}}");
        String body = "{\"model\":\"mini\",\"tools\":[" + tools + "]," + USER + "}";
        gate.dialect("openai-chat");
        assertThat(gate.refuse(body).refusal().reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        try (TestGate wider = new TestGate().dialect("openai-chat").messages(Claim.TOOLS)) {
            wider.tool("search", 1, "0").admit(body).ride().finish(200, null);
            assertThat(wider.lastRecord(1).usage().get(Unit.INPUT_TOKENS)).isGreaterThan(500 * 64);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mini",
                "MINI",
                " mini",
                "mini ",
                "mini\\u0000",
                "mini\\n",
                "m\\u0131ni",
                "models/mini",
                "openai/mini",
                "mini:free",
                "ft:mini:org::id",
                "mini-2025-08-07",
                "mini-latest",
                "",
                "arn:aws:bedrock:us-east-1::foundation-model/mini"
            })
    void aModelInAnotherDressIsNotGiven(String model) {
        gate.dialect("openai-chat");

        assertThat(gate.refuse("{\"model\":\"" + model + "\"," + USER + "}")
                        .refusal()
                        .reason())
                .isEqualTo(Reason.MODEL_NOT_ALLOWED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-chat|`\"logprobs\":true,\"top_logprobs\":%s,\"messages\":[{\"role\":\"user\"}]`",
                "openai-responses|`\"top_logprobs\":%s,\"input\":\"hi\"`",
                "openai-completions|`\"logprobs\":%s,\"prompt\":\"hi\"`",
                "ollama|`\"logprobs\":true,\"top_logprobs\":%s,\"prompt\":\"hi\",\"options\":{\"num_predict\":5}`",
            })
    void candidatesForEachTokenAreLoweredToTheirCap(String dialect, String members) {
        String body = "{\"model\":\"mini\",\"max_tokens\":5," + members + "}";
        body = body.replace("\"max_tokens\":5,", dialect.equals("ollama") ? "" : "\"max_tokens\":5,")
                .replace(
                        "\"max_tokens\"",
                        dialect.equals("openai-responses") ? "\"max_output_tokens\"" : "\"max_tokens\"");
        for (long cap : new long[] {0, 3, 20}) {
            try (TestGate capped = new TestGate().dialect(dialect)) {
                byte[] out = (cap == 0 ? capped : capped.cap(Capped.TOP_LOGPROBS, cap, cap))
                        .admit(body.formatted("20"))
                        .ride()
                        .body()
                        .orElseThrow();
                assertThat(new String(out, StandardCharsets.UTF_8)).isEqualTo(body.formatted(cap));
            }
        }
    }

    @Test
    void twoSpellingsOfAMaximumAreBothLowered() {
        gate.dialect("openai-chat").cap(Capped.OUTPUT_TOKENS, 50, 50);

        String body = "{\"model\":\"mini\",\"max_tokens\":1,\"max_completion_tokens\":100000," + USER + "}";
        assertThat(new String(gate.admit(body).ride().body().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo(body.replace("100000", "50"));
    }

    @Test
    void theSameBodyUnderOneIdempotencyKeyIsTwoRides() {
        gate.perDay(Measure.REQUESTS, 2);
        RideRequest same = TestGate.request("{\"message\":\"hi\"}")
                .header("Idempotency-Key", "k1")
                .build();

        assertThat(gate.faregate().admit(same)).isInstanceOf(Decision.Admitted.class);
        assertThat(gate.faregate()
                        .admit(TestGate.request("{\"message\":\"other\"}")
                                .header("Idempotency-Key", "k1")
                                .build()))
                .isInstanceOf(Decision.Admitted.class);
        assertThat(gate.faregate()
                        .admit(TestGate.request("{\"message\":\"hi\"}")
                                .header("Idempotency-Key", "k1")
                                .build()))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void aBodyThatComesAByteASecondIsRefusedWhenARideWouldHaveEnded() {
        gate.cap(Capped.DURATION, 30_000, 30_000).perDay(Measure.COST, 1_000_000_000);
        RideRequest request =
                TestGate.request("{\"message\":\"" + "x".repeat(500) + "\"}").build();
        int[] read = {0};

        Decision decision = gate.faregate().admit(slow(request, read));

        assertThat(((Decision.Refused) decision).refusal().reason()).isEqualTo(Reason.BODY_TIMEOUT);
        assertThat(read[0]).isEqualTo(31);
        assertThat(gate.faregate()
                        .balance(gate.admit("{\"message\":\"hi\"}").inference().caller()))
                .allMatch(balance -> balance.spent() == 0);
    }

    @Test
    void aBodyThatComesSlowlyButInTimeIsReadWholeAndItsRideHasAllItsTime() {
        gate.cap(Capped.DURATION, 30_000, 30_000);
        RideRequest request = TestGate.request("{\"message\":\"hello\"}").build();

        Decision.Admitted admitted = (Decision.Admitted) gate.faregate().admit(slow(request, new int[1]));
        gate.clock.advance(Duration.ofSeconds(25));
        gate.sweep();

        assertThat(admitted.inference().cancellation().isCancelled()).isFalse();
        assertThat(gate.records).isEmpty();
    }

    /** The same request with a body that takes a second for each byte. */
    private RideRequest slow(RideRequest request, int[] read) {
        return (RideRequest) Proxy.newProxyInstance(
                RequestHead.class.getClassLoader(), new Class<?>[] {RideRequest.class}, (proxy, method, args) -> {
                    Object answer = method.invoke(request, args);
                    return method.getName().equals("body") ? dribble((InputStream) answer, read) : answer;
                });
    }

    private InputStream dribble(InputStream whole, int[] read) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                gate.clock.advance(Duration.ofSeconds(1));
                read[0]++;
                return whole.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int next = read();
                if (next >= 0) {
                    bytes[offset] = (byte) next;
                }
                return next < 0 ? -1 : 1;
            }
        };
    }

    @Test
    void fieldsOfOtherServersThatMultiplyAreRefused() {
        for (String member : List.of("\"best_of\":20", "\"use_beam_search\":true", "\"min_tokens\":9999")) {
            try (TestGate chat = new TestGate().dialect("openai-chat")) {
                assertThat(chat.refuse("{\"model\":\"mini\"," + member + "," + USER + "}")
                                .refusal()
                                .reason())
                        .isEqualTo(Reason.FIELD_NOT_ALLOWED);
            }
        }
    }
}
