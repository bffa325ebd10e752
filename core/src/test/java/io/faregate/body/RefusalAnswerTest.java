package io.faregate.body;

import static io.faregate.body.Bodies.APP;
import static io.faregate.body.Bodies.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalAnswerTest {
    private static final String HOSTILE = "a\"b\\c\r\n\u001b[31m\u2028</script>\ud83d\ude00\u00e9";

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonIsSaidInEveryDialect(Reason reason) {
        for (String name : Dialects.names()) {
            Dialect dialect = Dialects.named(name, AppFields.DEFAULT).orElseThrow();
            Answer answer = dialect.answer(refusal(reason, null));

            boolean money = name.equals("anthropic") && reason == Reason.BUDGET_SPENT;
            assertThat(answer.status()).isEqualTo(money ? 402 : reason.status());
            assertThat(answer.headers())
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("Faregate-Ride-Id", "ride-1")
                    .containsEntry("Faregate-Rule", refusal(reason, null).rule());
            assertThat(answer.body()).contains("Sorry.", "\"ride-1\"").matches("[\\x20-\\x7e]+");
            assertThat(Bodies.event(dialect, refusal(reason, null))).contains("Sorry.", "\"ride-1\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "RATE_LIMITED, 429, rate_limit_error, rate_limit_exceeded",
                "TOO_MANY_AT_ONCE, 429, rate_limit_error, rate_limit_exceeded",
                "BUDGET_SPENT, 429, insufficient_quota, insufficient_quota",
                "QUOTA_SPENT, 429, insufficient_quota, insufficient_quota",
                "MODEL_NOT_ALLOWED, 403, invalid_request_error, model_not_allowed",
                "BLOCKED, 403, invalid_request_error, blocked",
                "USER_REQUIRED, 401, invalid_request_error, invalid_api_key",
                "MALFORMED, 400, invalid_request_error, malformed",
                "FIELD_NOT_ALLOWED, 400, invalid_request_error, field_not_allowed",
                "BODY_TOO_LARGE, 413, invalid_request_error, request_too_large",
                "CONTENT_TOO_LARGE, 413, invalid_request_error, context_length_exceeded",
                "UNAVAILABLE, 503, server_error, unavailable",
                "RIDE_ENDED, 503, server_error, ride_ended"
            })
    void openAiErrorsHaveTheTypesAndCodesThatSdksKnow(Reason reason, int status, String type, String code) {
        Answer answer = CHAT.answer(refusal(reason, null));
        Object error = Tree.at(Tree.of(answer.body()), "error");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/json")
                .containsEntry("x-request-id", "ride-1");
        assertThat((Map<?, ?>) error).hasSize(4);
        assertThat(Tree.at(error, "message")).isEqualTo("Sorry.");
        assertThat(Tree.at(error, "type")).isEqualTo(type);
        assertThat(Tree.at(error, "code")).isEqualTo(code);
        assertThat(Tree.at(error, "param")).isNull();
    }

    @Test
    void openAiErrorsNameAFieldAsTheirSdksDo() {
        Refusal refusal =
                new Refusal("r", Reason.FIELD_NOT_ALLOWED, "body", "No.", "/messages/0/content/1/image_url", null);

        assertThat(Tree.at(Tree.of(CHAT.answer(refusal).body()), "error", "param"))
                .isEqualTo("messages[0].content[1].image_url");
    }

    @Test
    void aSpentQuotaIsAProblemWithItsRule() {
        Answer answer = APP.answer(refusal(Reason.QUOTA_SPENT, Duration.ofHours(3)));

        assertThat(answer.headers()).containsEntry("Content-Type", "application/problem+json");
        assertThat(Tree.of(answer.body()))
                .isEqualTo(Map.of(
                        "type", "https://iana.org/assignments/http-problem-types#quota-exceeded",
                        "title", "Quota Exceeded",
                        "status", new Tree.Written("429"),
                        "detail", "Sorry.",
                        "violated-policies", List.of("routes[0].limits[1]"),
                        "reason", "quota_spent",
                        "rule", "routes[0].limits[1]",
                        "rideId", "ride-1"));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void aProblemSaysTheStatusThatItHas(Reason reason) {
        Object problem = Tree.of(APP.answer(refusal(reason, null)).body());
        boolean quota = reason.status() == 429;

        assertThat(Tree.at(problem, "status")).isEqualTo(new Tree.Written(Integer.toString(reason.status())));
        assertThat(Tree.at(problem, "reason")).isEqualTo(reason.code());
        assertThat(Tree.at(problem, "violated-policies") != null).isEqualTo(quota);
        assertThat(Tree.at(problem, "title")).asString().isNotBlank();
    }

    @Test
    void reducedCapacityHasItsTypeAndAFaultOfTheBodyItsField() {
        assertThat(Tree.at(Tree.of(APP.answer(refusal(Reason.UNAVAILABLE, null)).body()), "type"))
                .isEqualTo("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
        Object problem = Tree.of(APP.answer(new Refusal("r", Reason.INVALID_VALUE, "body", "No.", "/message", null))
                .body());
        assertThat(Tree.at(problem, "type")).isEqualTo("about:blank");
        assertThat(Tree.at(problem, "param")).isEqualTo("/message");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "PT0S, 1, 1, true",
                "PT-5S, 1, 1, true",
                "PT0.0000001S, 1, 1, true",
                "PT0.5S, 1, 500, true",
                "PT0.5000001S, 1, 501, true",
                "PT1S, 1, 1000, true",
                "PT1.001S, 2, 1001, true",
                "PT59.5S, 60, 59500, true",
                "PT60S, 60, 60000, true",
                "PT60.001S, 61, -, false",
                "PT24H, 86400, -, false",
                "PT2562047788015215H, 9223372036854774000, -, false"
            })
    void theWaitIsRoundedUpAndARetryAskedForOnlyWhenItIsShort(
            Duration wait, String seconds, @Nullable String millis, String retry) {
        for (Dialect dialect : List.of(APP, CHAT)) {
            for (Reason reason : List.of(Reason.RATE_LIMITED, Reason.QUOTA_SPENT)) {
                Map<String, String> headers =
                        dialect.answer(refusal(reason, wait)).headers();

                assertThat(headers).containsEntry("Retry-After", seconds).containsEntry("x-should-retry", retry);
                assertThat(headers.get("retry-after-ms")).isEqualTo(millis);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whatPassesByItselfIsTriedAgainSoonThoughNobodyKnowsWhen(Reason reason) {
        boolean passes = reason == Reason.TOO_MANY_AT_ONCE || reason == Reason.UNAVAILABLE;
        for (String name : Dialects.names()) {
            Dialect dialect = Dialects.named(name, AppFields.DEFAULT).orElseThrow();
            Map<String, String> headers = dialect.answer(refusal(reason, null)).headers();

            assertThat(headers).containsEntry("x-should-retry", Boolean.toString(passes));
            assertThat(headers.get("Retry-After")).isEqualTo(passes ? "5" : null);
            assertThat(headers.get("retry-after-ms")).isEqualTo(passes ? "5000" : null);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"BUDGET_SPENT", "BLOCKED"})
    void whoHasSpentTheMoneyOrIsBlockedIsToldTheWaitButNeverToTryAgain(Reason reason) {
        for (String name : Dialects.names()) {
            Dialect dialect = Dialects.named(name, AppFields.DEFAULT).orElseThrow();
            assertThat(dialect.answer(refusal(reason, Duration.ofSeconds(10))).headers())
                    .containsEntry("Retry-After", "10")
                    .containsEntry("x-should-retry", "false")
                    .doesNotContainKey("retry-after-ms");
        }
    }

    @Test
    void textOfOthersIsAlwaysEscaped() {
        Refusal refusal = new Refusal("r\r\nSet-Cookie: x", Reason.QUOTA_SPENT, HOSTILE, HOSTILE, HOSTILE, null);
        for (Dialect dialect : List.of(APP, CHAT)) {
            Answer answer = dialect.answer(refusal);

            assertThat(answer.body()).matches("[\\x20-\\x7e]+").contains("\\r\\n");
            assertThat(answer.headers()).containsEntry("Faregate-Ride-Id", "r__Set-Cookie:_x");
            assertThat(Tree.of(answer.body()).toString()).contains(HOSTILE);
        }
    }

    @Test
    void anEventIsOneDocumentOnOneLine() {
        Refusal refusal = new Refusal("r", Reason.RIDE_ENDED, "caps.duration", HOSTILE, null, null);

        String chat = Bodies.event(CHAT, refusal);
        String app = Bodies.event(APP, refusal);

        assertThat(chat)
                .startsWith("event: error\ndata: {\"error\":{")
                .endsWith("},\"request_id\":\"r\"}\n\n")
                .hasLineCount(3);
        assertThat(app)
                .startsWith("event: error\ndata: {\"type\":")
                .endsWith("}\n\n")
                .hasLineCount(3);
        assertThat(Tree.at(
                        Tree.of(chat.lines().skip(1).findFirst().orElseThrow().substring(6)), "error", "message"))
                .isEqualTo(HOSTILE);
        assertThat(Tree.at(Tree.of(app.substring(app.indexOf('{'))), "detail")).isEqualTo(HOSTILE);
    }

    private static Refusal refusal(Reason reason, @Nullable Duration wait) {
        return new Refusal("ride-1", reason, "routes[0].limits[1]", "Sorry.", null, wait);
    }
}
