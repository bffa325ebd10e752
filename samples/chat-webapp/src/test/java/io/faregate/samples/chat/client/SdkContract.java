package io.faregate.samples.chat.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.faregate.samples.chat.Eventually;
import io.faregate.samples.chat.RunningDemo;
import io.faregate.samples.chat.client.Sdk.Heard;
import io.faregate.samples.chat.client.Sdk.Question;
import io.faregate.samples.chat.client.Sdk.Told;
import io.faregate.samples.chat.provider.ProviderStats;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What holds for every client library that rides a route of the demo, over a real connection. */
abstract class SdkContract {
    private static final String CAPS = "caps: {output-tokens: {max: 4000}}";

    private RunningDemo demo;
    private Sdk sdk;

    @BeforeEach
    void start() {
        demo = new RunningDemo();
        sdk = sdk(demo.url().toString());
    }

    @AfterEach
    void stop() {
        demo.close();
    }

    abstract Sdk sdk(String url);

    abstract Route route();

    /** The library's exception for a status; for 200, what it raises when a stream is ended. */
    abstract Class<?> exception(int status);

    /**
     * The route that the library rides.
     *
     * @param model a model of its
     * @param input what one token of that model's prompts costs, in nano-dollars
     * @param output what one token of its replies costs
     * @param mostTokens the body's field for the most output tokens
     * @param cutShort the API's word for a reply that was cut
     */
    record Route(String model, long input, long output, String mostTokens, String cutShort) {}

    RunningDemo demo() {
        return demo;
    }

    Sdk sdk() {
        return sdk;
    }

    Question question(String message) {
        return new Question("bob-key", route().model(), message, 500, "");
    }

    @Test
    void hearsAReplyAndPaysForItToTheNanoDollar() {
        Heard heard = sdk.ask(question("hi #tokens=12"));

        assertThat(heard.text()).startsWith("This is the stand-in provider");
        assertThat(heard.output()).isEqualTo(12);
        assertPaid(demo.record(), heard.input(), 12);
    }

    @Test
    void hearsAStreamAndPaysForItToTheNanoDollar() {
        Question question = question("hi #tokens=12 #delay=0");
        AtomicInteger pieces = new AtomicInteger();

        String heard = sdk.stream(question, piece -> pieces.incrementAndGet() > 0);

        assertThat(pieces).hasValue(12);
        JsonNode paid = demo.record();
        Heard whole = sdk.ask(question);
        assertThat(heard).isEqualTo(whole.text());
        assertPaid(paid, whole.input(), 12);
    }

    private void assertPaid(JsonNode line, long input, long output) {
        assertThat(line.path("usageSource").stringValue()).isEqualTo("provider");
        assertThat(line.path("inputTokens").longValue()).isEqualTo(input).isPositive();
        assertThat(line.path("outputTokens").longValue()).isEqualTo(output);
        assertThat(line.path("status").stringValue()).isEqualTo("completed");
        assertExact(line);
        assertThat(line.path("settledCost").decimalValue())
                .isLessThan(line.path("heldCost").decimalValue());
    }

    private void assertExact(JsonNode line) {
        assertThat(RunningDemo.isExact(line, route().input(), route().output()))
                .as(line.toString())
                .isTrue();
    }

    @Test
    void isClampedAndNotRefusedWhenItAsksForMore() {
        Heard heard = sdk.ask(question("#tokens=100000").most(100_000));

        assertThat(demo.sent().path(route().mostTokens()).intValue()).isEqualTo(4000);
        assertThat(heard.output()).isEqualTo(4000);
        assertThat(heard.ending()).isEqualTo(route().cutShort());
    }

    @Test
    void raisesItsExceptionForAPlanThatIsNotProAndAsksOnce() {
        assertTold(403, "plan_not_allowed", question("hi").by("alice"));
        assertAsked(1, "plan_not_allowed");
    }

    @Test
    void raisesItsExceptionForAModelThatIsNotOnTheRouteAndAsksOnce() {
        assertTold(403, "model_not_allowed", question("hi").of("gpt-5-pro"));
        assertAsked(1, "model_not_allowed");
    }

    @Test
    void raisesItsExceptionForAFieldThatIsNotAllowedAndAsksOnce() {
        Told told = assertTold(400, "field_not_allowed", question("hi").with("surprise"));

        assertThat(told.message()).contains("surprise");
        assertAsked(1, "field_not_allowed");
    }

    @Test
    void raisesItsExceptionForAWrongKey() {
        Throwable raised = catchThrowable(() -> sdk.ask(question("hi").by("eve")));

        assertThat(sdk.told(raised).status()).isEqualTo(401);
        assertThat(sdk.told(raised).message()).contains("bob-key");
        assertThat(demo.provider().stats().started()).isZero();
    }

    @Test
    void raisesTheTypesThatItHas() {
        assertThat(catchThrowable(() -> sdk.ask(question("hi").with("surprise"))))
                .isInstanceOf(exception(400));
        assertThat(catchThrowable(() -> sdk.ask(question("hi").by("eve")))).isInstanceOf(exception(401));
        assertThat(catchThrowable(() -> sdk.ask(question("hi").by("alice")))).isInstanceOf(exception(403));
    }

    /** The ride's id is where the library looks for a request's id, and in the record. */
    Told assertTold(int status, String code, Question question) {
        Told told = sdk.told(catchThrowable(() -> sdk.ask(question)));

        assertThat(told.status()).isEqualTo(status);
        assertThat(told.code()).isEqualTo(code);
        List<JsonNode> records = demo.records(1);
        JsonNode last = records.get(records.size() - 1);
        assertThat(told.rideId()).isEqualTo(last.path("rideId").stringValue());
        assertThat(told.message()).isNotBlank();
        return told;
    }

    void assertAsked(int times, String reason) {
        assertThat(demo.records(times))
                .hasSize(times)
                .allMatch(line -> line.path("reason").stringValue("").equals(reason))
                .allMatch(line -> line.path("settledCost").decimalValue().signum() == 0);
        assertThat(demo.provider().stats().started()).isZero();
    }

    @Test
    void hearsInTheStreamThatTheProviderIsGone() {
        Throwable raised = catchThrowable(() -> sdk.stream(question("#tokens=400"), piece -> {
            demo.provider().close();
            return true;
        }));

        assertThat(raised).isInstanceOf(exception(200));
        assertThat(sdk.told(raised).message()).contains("The model provider broke off.");
    }

    @Test
    void hearsInTheStreamThatItIsBlockedAndPaysForWhatItHeard() {
        AtomicInteger heard = new AtomicInteger();

        Throwable raised = catchThrowable(() -> sdk.stream(question("#tokens=400"), piece -> {
            heard.addAndGet(piece.getBytes(StandardCharsets.UTF_8).length);
            demo.block("bob");
            return true;
        }));

        assertThat(raised).isInstanceOf(exception(200));
        assertThat(sdk.told(raised).message()).contains("stopped");
        assertPaidForTheDelivered("killed", heard.get());
        assertThat(sdk.told(catchThrowable(() -> sdk.ask(question("hi")))).status())
                .isEqualTo(403);
    }

    @Test
    void hearsInTheStreamThatItsTimeIsUpAndPaysForWhatItHeard(@TempDir Path folder) throws Exception {
        restart(folder, CAPS, CAPS.replace("}}", "}, duration: 2s}"));
        AtomicInteger heard = new AtomicInteger();

        Throwable raised = catchThrowable(() -> sdk.stream(question("#tokens=400 #delay=50"), piece -> {
            heard.addAndGet(piece.getBytes(StandardCharsets.UTF_8).length);
            return true;
        }));

        assertThat(raised).isInstanceOf(exception(200));
        assertThat(sdk.told(raised).message()).contains("stopped");
        assertPaidForTheDelivered("deadline", heard.get());
    }

    @Test
    void stopsTheProviderWhenItClosesItsStreamAndPaysForWhatItHeard() {
        StringBuilder text = new StringBuilder();
        AtomicInteger pieces = new AtomicInteger();

        sdk.stream(question("#tokens=400"), piece -> {
            text.append(piece);
            return pieces.incrementAndGet() < 5;
        });

        assertPaidForTheDelivered("client_gone", text.toString().getBytes(StandardCharsets.UTF_8).length);
    }

    /** Each byte that was delivered counts as a token: no fewer than the client heard, and less than was held. */
    private void assertPaidForTheDelivered(String reason, int bytesHeard) {
        JsonNode line = demo.record();
        assertThat(line.path("status").stringValue()).isEqualTo("cancelled");
        assertThat(line.path("reason").stringValue()).isEqualTo(reason);
        assertThat(line.path("usageSource").stringValue()).isEqualTo("delivered");
        assertThat(bytesHeard).isPositive();
        assertThat(line.path("outputTokens").intValue()).isBetween(bytesHeard, 499);
        assertExact(line);
        ProviderStats stats = Eventually.see(() -> demo.provider().stats(), seen -> seen.cancelled() == 1);
        assertThat(stats.inFlight()).isZero();
        assertThat(stats.outputTokens()).isLessThan(400);
    }

    void restart(Path folder, String written, String changed) throws Exception {
        demo.restart(folder, written, changed);
        sdk = sdk(demo.url().toString());
    }
}
