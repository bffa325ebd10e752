package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.Faregate;
import io.faregate.Inference;
import io.faregate.cost.Money;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.CancelReason;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the feature adds to the contract: the ride as a parameter, and endings that only JAX-RS has. */
final class FeatureTest {
    private static final String HELLO = "{\"message\":\"Hello\",\"maxOutputTokens\":5000}";
    private static final String CHAT =
            "{\"model\":\"gpt-5-nano\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static final String FORM = String.join(
            "\r\n",
            "POST /api/upload HTTP/1.1",
            "Host: x",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Length: 20",
            "",
            "--x",
            "");

    private final MovedTicker ticker = new MovedTicker();
    private final Site site = new Site(Site.policy("hall.yaml"), ticker);
    private final Hall hall = new Hall();

    /** A filter of the application's that looks at the ride. */
    static final class Onlooker implements ContainerResponseFilter {
        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            if (request.getProperty(Inference.ATTRIBUTE) != null) {
                response.getHeaders()
                        .putSingle("X-Seen", Inference.of(request::getProperty).id());
            }
        }
    }

    private void start() throws Exception {
        site.application(new FaregateFeature(site.faregate()), new SignIn(), new Onlooker(), hall)
                .start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theRideIsAParameterOfMethodsAndAPropertyForFilters() throws Exception {
        start();

        HttpResponse<String> reply = site.post("/chats/7/messages", HELLO);

        String id = reply.headers().firstValue(Guarded.RIDE).orElseThrow();
        assertThat(hall.begun.poll().id()).isEqualTo(id);
        assertThat(reply.headers().firstValue("X-Seen")).hasValue(id);
    }

    @Test
    void aClientCanNotNameARide() throws Exception {
        start();
        site.post("/chats/7/messages", HELLO);
        Inference alices = hall.begun.remove();

        HttpResponse<String> reply = site.send(
                site.to("/unguarded").header(Guarded.RIDE, alices.id()).POST(BodyPublishers.ofString("{}")));

        assertThat(reply.body()).isEqualTo("nobody's");
        assertThat(alices.id()).isNotEmpty();
    }

    @Test
    void anEventSinkThatNobodyClosesEndsAtItsDeadlineAsHeld() throws Exception {
        start();
        HttpRequest events = site.to("/path")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(HELLO))
                .build();
        var unread = site.client().sendAsync(events, BodyHandlers.discarding());
        Inference inference = hall.begun.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(site.furtherRecords()).isEmpty();

        ticker.advance(Duration.ofSeconds(91));

        UsageRecord record = site.record();
        assertThat(unread).isNotDone();
        assertThat(record.outcome().status()).isEqualTo("expired");
        assertThat(record.costs().settled()).isEqualTo(record.costs().held());
        assertThat(inference.cancellation().reason()).hasValue(CancelReason.DEADLINE);
    }

    @Test
    void aMethodWithASinkThatFailsHasItsMoneyBackAtOnce() throws Exception {
        start();

        HttpResponse<String> reply = site.send(site.to("/path")
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(HELLO)));

        assertThat(reply.statusCode()).isEqualTo(409);
        UsageRecord record = site.record();
        assertThat(record.outcome().httpStatus()).isEqualTo(409);
        assertThat(record.costs().settled()).isEqualTo(Money.ZERO);
    }

    @Test
    void aFailureThatNobodyMapsIsGivenBackWhereJaxRsSaysSoElseHeldToTheDeadline() throws Exception {
        start();

        HttpResponse<String> reply = site.send(
                site.to("/path").header("Content-Type", "application/json").PUT(BodyPublishers.ofString(HELLO)));

        assertThat(reply.statusCode()).isEqualTo(500);
        boolean says = Implementation.present().tellsOfFailures();
        if (!says) {
            assertThat(site.furtherRecords()).isEmpty();
            ticker.advance(Duration.ofSeconds(91));
        }
        assertThat(site.record().outcome().status()).isEqualTo(says ? "failed" : "expired");
    }

    @Test
    void aRideThatIsOverInAStreamSaysSoInTheStream() throws Exception {
        start();

        HttpResponse<String> reply = site.post("/stream", CHAT);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).startsWith("data: {\"choices\"").contains("ride_spent");
        assertThat(site.record().outcome().reason()).isEqualTo("steps_spent");
    }

    @Test
    void aRideThatIsOverInALineSaysSoInTheNext() throws Exception {
        start();

        HttpResponse<String> reply = site.post("/lines", CHAT);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body().lines().skip(1).toList()).hasSize(2).first().isEqualTo("{\"choices\"");
        assertThat(reply.body().lines().skip(2).findFirst())
                .hasValueSatisfying(
                        last -> assertThat(last).startsWith("{\"error\":").contains("ride_spent"));
        assertThat(site.record().outcome().reason()).isEqualTo("steps_spent");
    }

    @Test
    void whatAResourceCompressesItselfCostsWhatItSays() throws Exception {
        start();

        HttpResponse<String> reply = site.send(
                site.to("/lines").header("Content-Type", "application/json").PUT(BodyPublishers.ofString(CHAT)));

        assertThat(reply.headers().firstValue("Content-Encoding")).hasValue("gzip");
        UsageRecord record = site.record();
        assertThat(record.costs().source()).isEqualTo(UsageSource.PROVIDER);
        assertThat(record.usage().tokens()).isEqualTo(13);
    }

    @Test
    void aRideThatIsOverBeforeItsStreamBeginsIsAnswered() throws Exception {
        start();

        HttpResponse<String> reply = site.send(
                site.to("/stream").header("Content-Type", "application/json").PUT(BodyPublishers.ofString(CHAT)));

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.body()).contains("ride_spent");
        assertThat(site.record().outcome().httpStatus()).isEqualTo(403);
    }

    @Test
    void aClientThatLeavesCancelsTheRide() throws Exception {
        start();
        try (Socket socket = site.ask("PATCH", "/stream", CHAT)) {
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(20_000)).hasSize(20_000);
        }

        Inference inference = hall.begun.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        UsageRecord record = site.record();
        assertThat(record.outcome().status()).isEqualTo("cancelled");
        assertThat(record.outcome().reason()).isEqualTo("client_gone");
        assertThat(inference.cancellation().reason()).hasValue(CancelReason.CLIENT_GONE);
    }

    @Test
    void aFormThatFallsSilentIsGivenBackAtItsDeadlineAndAnsweredWhenItsContainerLetsIt() throws Exception {
        start();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
            client.setSoTimeout((int) Site.PATIENCE.toMillis());
            client.getOutputStream().write(FORM.getBytes(StandardCharsets.US_ASCII));
            assertThat(hall.begun.poll(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isNotNull();

            ticker.advance(Duration.ofSeconds(61));

            UsageRecord record = site.record();
            assertThat(record.outcome().httpStatus()).isEqualTo(408);
            assertThat(record.costs().settled()).isEqualTo(Money.ZERO);
            client.getOutputStream().write(new byte[20 - "--x\r\n".length()]);
            assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
            assertThat(site.furtherRecords()).isEmpty();
        }
    }

    @Test
    void withoutAGateOfItsOwnItServesTheRidesOfTheServletFilter() throws Exception {
        site.filter().application(new FaregateFeature(), new Onlooker(), hall).start();

        HttpResponse<String> over = site.send(
                site.to("/stream").header("Content-Type", "application/json").PUT(BodyPublishers.ofString(CHAT)));
        HttpResponse<String> unguarded = site.post("/chats/7/messages", HELLO);

        assertThat(over.statusCode()).isEqualTo(403);
        assertThat(over.headers().firstValue("X-Seen")).isEqualTo(over.headers().firstValue(Guarded.RIDE));
        assertThat(unguarded.statusCode()).isEqualTo(500);
        assertThat(hall.begun).isEmpty();
    }

    @Test
    void whatNeedsAServletContainerIsNamedWithoutOne() {
        String policy = Site.resource("hall.yaml") + "limits:\n  - {per: ip, requests: 9, within: 1m}\n";
        try (Faregate faregate = Faregate.of(PolicyFile.read("hall.yaml", policy))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new Gatekeeper(faregate, new RidesById()).requireContainer(false))
                    .withMessageContaining("limits[0]: per: ip. Run it in a servlet container");
        }
    }
}
