package io.faregate.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a request may say to a provider. */
class HeadFieldsTest {
    private static final Set<String> OWN = Set.of("app", "multipart", "none");

    static Stream<String> providers() {
        return Stream.concat(
                Dialects.names().stream().filter(name -> !OWN.contains(name)), Stream.of("own-openai-chat"));
    }

    private static Dialect dialect(String name, AppFields route) {
        return OwnDialects.has(name)
                ? OwnDialects.named(name, route)
                : Dialects.named(name, route).orElseThrow();
    }

    private static Optional<BodyRejected> unread(Dialect dialect, Map<String, String> headers) {
        RideRequest.Builder request =
                RideRequest.of("POST", "/v1beta/models/m:generateContent", "{}").header("Accept", "*/*");
        headers.forEach(request::header);
        return dialect.unread(request.build());
    }

    /** As openai-java, openai-node, anthropic-java, anthropic-sdk, google-genai and aws-sdk write them, behind proxies. */
    @ParameterizedTest
    @MethodSource("providers")
    void whatSdksSendIsLetIn(String name) {
        Dialect dialect = dialect(name, AppFields.DEFAULT);

        for (Map<String, String> head : List.of(
                Map.of(
                        "Authorization", "Bearer sk-x",
                        "User-Agent", "OpenAI/Java 4.101.0",
                        "X-Stainless-Arch", "x64",
                        "X-Stainless-Lang", "java",
                        "X-Stainless-Package-Version", "4.101.0",
                        "X-Stainless-Retry-Count", "0",
                        "X-Stainless-Timeout", "600",
                        "x-stainless-helper-method", "stream"),
                Map.of(
                        "X-Api-Key", "sk-ant-x",
                        "anthropic-version", "2023-06-01",
                        "anthropic-beta", "prompt-caching-2024-07-31",
                        "anthropic-dangerous-direct-browser-access", "true"),
                Map.of("x-goog-api-client", "google-genai-sdk/3.1.0"),
                Map.of(
                        "x-amz-date", "20261126T000000Z",
                        "x-amz-content-sha256", "x",
                        "amz-sdk-invocation-id", "1",
                        "amz-sdk-request", "attempt=1",
                        "X-Amzn-Trace-Id", "Root=1"),
                Map.of("api-key", "x", "x-ms-client-request-id", "1", "X-MS-CLIENT-PRINCIPAL-ID", "u"),
                Map.of("X-Goog-Authenticated-User-Email", "a@example.org", "x-goog-iap-jwt-assertion", "e30"),
                Map.of(
                        "traceparent", "00-1-1-01",
                        "X-Forwarded-For", "10.0.0.1",
                        "CF-Connecting-IP", "10.0.0.1",
                        "Idempotency-Key", "k",
                        "openai", "x",
                        "x-client-name", "anthropic-"))) {
            assertThat(unread(dialect, head)).as(head.toString()).isEmpty();
            assertThat(head.keySet()).allMatch(dialect::goesOn);
        }
    }

    /** Its SDKs can not leave it out; but it is no key of the application's, and says who pays. */
    @ParameterizedTest
    @MethodSource("providers")
    void aKeyOfGooglesIsLetInAndGoesNoFurtherUnlessTheRouteSaysSo(String name) {
        for (AppFields route : List.of(AppFields.DEFAULT, AppFields.DEFAULT.unknown(Unknown.STRIP))) {
            Dialect dialect = dialect(name, route);
            for (String key : List.of("x-goog-api-key", "X-Goog-Api-Key", "X_GOOG_API_KEY")) {
                assertThat(unread(dialect, Map.of(key, "AIza"))).isEmpty();
                assertThat(dialect.goesOn(key)).isFalse();
                assertThat(dialect(name, route.headers(Set.of("X-Goog-Api-Key")))
                                .goesOn("x-goog-api-key"))
                        .isTrue();
            }
            assertThat(List.of("x-goog-api-client", "x-goog-api-key-2", "x-api-key", "Authorization"))
                    .filteredOn(dialect::goesOn)
                    .contains("x-goog-api-client", "x-api-key", "Authorization");
        }
        assertThat(dialect("app", AppFields.DEFAULT).goesOn("x-goog-api-key")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic-beta: context-1m-2025-08-07",
                "anthropic-beta: fast-mode-2026-02-01",
                "anthropic-billing: x",
                "anthropic-workspace-id: x",
                "OpenAI-Beta: assistants=v2",
                "OpenAI-Organization: org-1",
                "OpenAI-Project: proj-1",
                "OpenAI-Service-Tier: priority",
                "OpenAI-Safety-Identifier: x",
                "X-OpenAI-Subagent: x",
                "x-goog-user-project: p",
                "x-goog-ext-123-bin: AA",
                "X-Amzn-Bedrock-PerformanceConfig-Latency: optimized",
                "X-Amzn-Bedrock-Service-Tier: priority",
                "X-Amzn-Bedrock-GuardrailIdentifier: g",
                "x-ms-oai-image-generation-deployment: dear",
                "x-ms-spillover-deployment: dear",
                "X-Vertex-AI-LLM-Shared-Request-Type: priority",
                "x-pass-anthropic-beta: context-1m-2025-08-07",
                "azureml-model-deployment: dear",
                "Cohere-Priority: 1",
                "Groq-Beta: inference-metrics",
                "X-DashScope-Async: enable",
                "cf-aig-authorization: x",
                "Helicone-Fallbacks: []",
                "x-litellm-api-key: x",
                "x-portkey-config: {}"
            })
    void whatAProviderOrAGatewayWouldTakeForAFieldIsRefused(String header) {
        String name = header.split(": ", 2)[0];
        String value = header.split(": ", 2)[1];

        for (String dialect : providers().toList()) {
            for (String dressed : List.of(
                    name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT), name.replace('-', '_'))) {
                BodyRejected rejected = unread(dialect(dialect, AppFields.DEFAULT), Map.of(dressed, value))
                        .orElseThrow();

                assertThat(rejected.reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
                assertThat(rejected.message()).contains("header " + dressed + " is not allowed");
                assertThat(rejected.param()).isEqualTo(dressed);
            }
            assertThat(unread(dialect(dialect, AppFields.DEFAULT.headers(Set.of(name))), Map.of(name, value)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatNoTableHasIsHiddenWhereItMayBeAndWhatIsKnownToCostIsRefusedAllTheSame(String name) {
        Dialect strips = dialect(name, AppFields.DEFAULT.unknown(Unknown.STRIP));

        for (String unknown :
                List.of("anthropic-new", "ANTHROPIC-NEW", "anthropic_beta", "openai-new", "x-litellm-a")) {
            assertThat(unread(strips, Map.of(unknown, "x"))).isEmpty();
            assertThat(strips.goesOn(unknown)).isFalse();
        }
        for (String known : List.of("OpenAI-Organization", "openai-beta", "anthropic-beta", "x-goog-user-project")) {
            assertThat(unread(strips, Map.of(known, "x"))).isPresent();
        }
        assertThat(List.of("anthropic-version", "anthropic-beta", "Accept", "X-Stainless-Lang"))
                .allMatch(strips::goesOn);
        Dialect wider =
                dialect(name, AppFields.DEFAULT.unknown(Unknown.STRIP).headers(Set.of("Anthropic-New", "OpenAI-Beta")));
        assertThat(wider.goesOn("anthropic-new")).isTrue();
        assertThat(unread(wider, Map.of("openai-beta", "responses=v1"))).isEmpty();
    }

    @Test
    void requestsOfTheApplicationsOwnMayHaveAnyHeader() {
        for (String name : OWN) {
            Dialect dialect = dialect(name, AppFields.DEFAULT.unknown(Unknown.STRIP));
            String type = name.equals("multipart") ? "multipart/form-data; boundary=x" : "application/json";

            assertThat(unread(dialect, Map.of("Content-Type", type, "anthropic-beta", "context-1m-2025-08-07")))
                    .isEmpty();
            assertThat(dialect.goesOn("anthropic-beta")).isTrue();
        }
    }

    @Test
    void aLongNameIsNotSaidWithoutEnd() {
        BodyRejected rejected =
                unread(Bodies.CHAT, Map.of("openai-" + "x".repeat(8_000), "y")).orElseThrow();

        assertThat(rejected.message()).hasSizeLessThan(400);
        assertThat(rejected.param()).hasSizeLessThan(300);
    }
}
