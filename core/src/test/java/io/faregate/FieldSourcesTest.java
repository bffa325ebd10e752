package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Capped;
import io.faregate.body.Unknown;
import io.faregate.budget.Mode;
import io.faregate.cost.Unit;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import io.faregate.policy.RouteBuilder;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fields of a request as JSON, as a form and as a query, from the gate's door to what goes on. */
class FieldSourcesTest {
    private Faregate faregate;

    private FieldSourcesTest route(Consumer<RouteBuilder> says) {
        return policy(Policy.builder()
                .route("/chat", route -> {
                    route.anyone().use("gpt-5-mini");
                    says.accept(route);
                })
                .build());
    }

    private FieldSourcesTest policy(Policy policy) {
        faregate = Faregate.of(policy);
        return this;
    }

    @AfterEach
    void close() {
        faregate.close();
    }

    private static List<RideRequest> eachWay(String json, String parameters) {
        return List.of(
                RideRequest.of("POST", "/chat", json).build(),
                form("/chat", parameters),
                RideRequest.of("GET", "/chat?" + parameters).build());
    }

    private static RideRequest form(String path, String parameters) {
        return RideRequest.of("POST", path, parameters)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .build();
    }

    private Ride in(RideRequest request) {
        Decision decision = faregate.admit(request);
        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        Ride ride = ((Decision.Admitted) decision).ride();
        ride.inference().close();
        return ride;
    }

    private Decision.Refused out(RideRequest request) {
        Decision decision = faregate.admit(request);
        assertThat(decision).isInstanceOf(Decision.Refused.class);
        return (Decision.Refused) decision;
    }

    @Test
    void theSameIsHeldHoweverTheFieldsAreSent() {
        route(route -> route.cap(Capped.OUTPUT_TOKENS, 100).cap(Capped.STEPS, 4));

        RideRequest asForm = form("/chat", "message=gr%C3%BC%C3%9F+dich&maxOutputTokens=7000&maxSteps=9&model=");
        for (RideRequest request : eachWay(
                "{\"message\":\"gr\u00fc\u00df dich\",\"maxOutputTokens\":7000,\"maxSteps\":9,\"model\":null}",
                "message=gr%C3%BC%C3%9F+dich&maxOutputTokens=7000&maxSteps=9&model=")) {
            Ride ride = in(request);
            assertThat(ride.estimate().output()).isEqualTo(100);
            assertThat(ride.estimate().steps()).isEqualTo(4);
            assertThat(ride.estimate().usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(400);
            assertThat(ride.estimate()).isEqualTo(in(asForm).estimate());
        }
    }

    @Test
    void theSameCapsHoldOnAllThree() {
        route(route -> route.cap(Capped.PROMPT_CHARS, 4).cap(Capped.BODY_BYTES, 60));

        for (RideRequest request : eachWay("{\"message\":\"12345\"}", "message=12345")) {
            assertThat(out(request).refusal().reason()).isEqualTo(Reason.CONTENT_TOO_LARGE);
        }
        String long61 = "1".repeat(61);
        for (RideRequest request : eachWay("{\"message\":\"" + long61 + "\"}", "message=" + long61)) {
            assertThat(out(request).refusal().reason()).isEqualTo(Reason.BODY_TOO_LARGE);
        }
        for (RideRequest request : eachWay("{\"message\":\"1234\"}", "message=1234")) {
            in(request);
        }
    }

    @Test
    void whatGoesOnIsSaidOnceForAllWaysToReadIt() {
        route(route -> route.cap(Capped.OUTPUT_TOKENS, 100).allowQuery("lang"));

        Ride query = in(RideRequest.of("GET", "/chat?message=a%26b&lang=de").build());
        assertThat(query.body()).isEmpty();
        assertThat(query.query()).isEqualTo("message=a%26b&lang=de&maxOutputTokens=100&model=gpt-5-mini");
        assertThat(query.parameters())
                .hasValue(Map.of("message", "a&b", "lang", "de", "maxOutputTokens", "100", "model", "gpt-5-mini"));
        Ride form = in(form("/chat?lang=de", "message=a%26b"));
        assertThat(new String(form.body().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("message=a%26b&maxOutputTokens=100&model=gpt-5-mini");
        assertThat(form.query()).isEqualTo("lang=de");
        assertThat(form.parameters()).isEqualTo(query.parameters());
        Ride json = in(
                RideRequest.of("POST", "/chat?lang=de", "{\"message\":\"x\"}").build());
        assertThat(json.parameters()).hasValue(Map.of("lang", "de"));
    }

    @Test
    void whatIsObservedIsNotEdited() {
        route(route -> route.mode(Mode.OBSERVE).unknownFields(Unknown.STRIP));

        Ride query = in(RideRequest.of("GET", "/chat?x=1&message=+a&maxOutputTokens=99999")
                .build());
        assertThat(query.query()).isEqualTo("x=1&message=+a&maxOutputTokens=99999");
        assertThat(query.parameters().orElseThrow()).containsEntry("x", "1").containsEntry("maxOutputTokens", "99999");
        Ride form = in(form("/chat?y=1", "x=1&message=a"));
        assertThat(form.query()).isEqualTo("y=1");
        assertThat(new String(form.body().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("x=1&message=a");
    }

    @Test
    void whatIsStrippedGoesOnNowhere() {
        route(route -> route.unknownFields(Unknown.STRIP).cap(Capped.OUTPUT_TOKENS, 5));

        Ride json = in(RideRequest.of("POST", "/chat?model=dear&x", "{\"x\":{\"message\":1},\"message\":\"a\"}")
                .build());
        assertThat(new String(json.body().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo("{\"maxOutputTokens\":5,\"model\":\"gpt-5-mini\",\"message\":\"a\"}");
        assertThat(json.query()).isEmpty();
        assertThat(json.parameters()).hasValue(Map.of());
    }

    @Test
    void aBodyBesideFieldsInTheQueryIsRefused() {
        route(route -> {});

        assertThat(out(RideRequest.of("POST", "/chat?message=x", "").build())
                        .refusal()
                        .reason())
                .isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(out(form("/chat?message=x", "")).refusal().reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(out(form("/chat?maxSteps=1", "message=x")).refusal().param()).isEqualTo("maxSteps");
    }

    /** A policy in YAML whose route and provider speak a dialect of its own. */
    @Test
    void aDialectOfThePolicysOwnGuardsItsRoute() throws Exception {
        policy(PolicyFile.read(
                "dialects.yaml",
                new String(
                        getClass().getResourceAsStream("policy/dialects.yaml").readAllBytes(),
                        StandardCharsets.UTF_8)));
        String hello = "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]";

        assertThat(body("{\"max_tokens\":9000,\"max_new_tokens\":400," + hello + "}"))
                .isEqualTo("{\"model\":\"gpt-5-mini\",\"max_tokens\":500,\"max_new_tokens\":400," + hello + "}");
        assertThat(body("{" + hello + "}")).isEqualTo("{\"max_tokens\":500,\"model\":\"gpt-5-mini\"," + hello + "}");
        for (String member : List.of(
                "\"priority\":true", "\"session_id\":\"s\"", "\"n\":2", "\"MAX_TOKENS\":1", "\"max_tokens\":\"5\"")) {
            Decision.Refused refused = out(chat("{" + member + "," + hello + "}"));
            assertThat(refused.answer().status()).isEqualTo(400);
            assertThat(refused.answer().body()).contains("\"error\":{");
        }
        for (String role : List.of("system", "developer", "tool", "User")) {
            assertThat(out(chat("{" + hello.replace("\"user\"", "\"" + role + "\"") + "}"))
                            .refusal()
                            .reason())
                    .isEqualTo(Reason.FIELD_NOT_ALLOWED);
        }
    }

    private static RideRequest chat(String json) {
        return RideRequest.of("POST", "/v1/chat", json).build();
    }

    private String body(String json) {
        return new String(in(chat(json)).body().orElseThrow(), StandardCharsets.UTF_8);
    }
}
