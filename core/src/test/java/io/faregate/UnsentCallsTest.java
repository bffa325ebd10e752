package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.budget.Measure;
import io.faregate.cost.Money;
import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import io.faregate.cost.Unit;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that end before their provider could have read them cost nothing; what it may have read is charged. */
@Timeout(30)
final class UnsentCallsTest {
    private static final String HELLO = "{\"message\":\"hello\"}";
    private static final String CALL = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private static final String STREAM = CALL.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final URI PROVIDER = URI.create("http://127.0.0.1:1/v1/chat/completions");

    private final TestGate gate = new TestGate().perDay(Measure.COST, 100_000_000);

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void whatCouldNotBeConnectedCostsNothing() {
        List<Exception> unsent = List.of(
                new ConnectException("planted"),
                new HttpConnectTimeoutException("planted"),
                new NoRouteToHostException("planted"),
                new UnknownHostException("planted"),
                new SSLHandshakeException("planted"),
                new SSLPeerUnverifiedException("planted"),
                new IllegalArgumentException("planted"));

        assertThat(unsent).allSatisfy(failure -> {
            UsageRecord record = failed(failure);
            assertThat(record.costs().settled()).isEqualTo(Money.ZERO);
            assertThat(record.costs().source()).isEqualTo(UsageSource.NONE);
        });
    }

    @Test
    void whatMayHaveBeenReadIsChargedAsHeld() {
        List<Exception> perhaps = List.of(
                new IOException("planted"),
                new SocketException("Connection reset"),
                new SocketTimeoutException("planted"),
                new HttpTimeoutException("planted"),
                new IllegalStateException("planted"));

        assertThat(perhaps)
                .allSatisfy(
                        failure -> assertThat(failed(failure).costs().source()).isEqualTo(UsageSource.HOLD));
    }

    private UsageRecord failed(Exception failure) {
        int before = gate.records.size();
        Inference ride = gate.admit(HELLO).inference();
        ProviderCall.begin(ride, PROVIDER, CALL.getBytes(StandardCharsets.UTF_8))
                .failed(failure);
        ride.close();
        return gate.lastRecord(before + 1);
    }

    @Test
    void aCallThatFailsBehindItsPriceCostsNothing() {
        gate.tokens(new TokenEstimator() {
            @Override
            public long promptTokens(String model, Prompt prompt) {
                return 10;
            }

            @Override
            public LongConsumer bill(String model, long estimated) {
                throw new NoClassDefFoundError("planted");
            }
        });
        Inference ride = gate.admit(HELLO).inference();

        assertThatThrownBy(() -> ProviderCall.begin(ride, PROVIDER, CALL.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(NoClassDefFoundError.class);

        assertThat(ride.ride().account().runningModels()).isEmpty();
        ride.close();
        assertThat(gate.lastRecord(1).costs().settled()).isEqualTo(Money.ZERO);
    }

    @Test
    void aRequestThatTheClientCanNotBuildCostsNothing() {
        Inference ride = gate.admit(HELLO).inference();
        // nobody gives a method to a request but by its builder: this one has a builder's faults
        HttpRequest odd = new OddRequest(HttpRequest.newBuilder(PROVIDER)
                .POST(HttpRequest.BodyPublishers.ofString(CALL))
                .build());

        assertThatThrownBy(() -> ride.call(HttpClient.newHttpClient(), odd, BodyHandlers.ofString()))
                .isInstanceOf(IllegalArgumentException.class);

        ride.close();
        assertThat(gate.lastRecord(1).costs().settled()).isEqualTo(Money.ZERO);
    }

    @Test
    void moreIsHeldForNoCallThatHasEnded() throws IOException {
        Inference ride = gate.admit(HELLO).inference();
        ProviderCall call = ProviderCall.begin(ride, PROVIDER, STREAM.getBytes(StandardCharsets.UTF_8));
        call.responded(200, "text/event-stream");
        call.ended();
        Money held = ride.ride().account().heldCost();
        Money cost = ride.cost();
        byte[] much = ("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(9_000) + "\"}}]}\n\n")
                .getBytes(StandardCharsets.UTF_8);

        call.pass(much, 0, much.length, OutputStream.nullOutputStream());

        assertThat(ride.ride().account().heldCost()).isEqualTo(held);
        assertThat(ride.cost()).isEqualTo(cost);
    }

    /** Its lesson may need another thread that looks at the ride. */
    @Test
    void anEstimatorThatLearnsHoldsUpNobodyElse() throws Exception {
        CompletableFuture<Money> seen = new CompletableFuture<>();
        Inference[] rides = new Inference[1];
        gate.tokens(new TokenEstimator() {
            @Override
            public long promptTokens(String model, Prompt prompt) {
                return 10;
            }

            @Override
            public LongConsumer bill(String model, long estimated) {
                return billed -> seen.complete(CompletableFuture.supplyAsync(() -> rides[0].cost())
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join());
            }
        });
        rides[0] = gate.admit(HELLO).inference();
        ProviderCall call = ProviderCall.begin(rides[0], PROVIDER, STREAM.getBytes(StandardCharsets.UTF_8));
        call.responded(200, "text/event-stream");
        byte[] usage =
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34}}\n\ndata: [DONE]\n\n"
                        .getBytes(StandardCharsets.UTF_8);
        call.pass(usage, 0, usage.length, OutputStream.nullOutputStream());

        rides[0].close();

        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(new Money(12 * 250 + 34 * 2_000));
        assertThat(gate.lastRecord(1).usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(34);
    }
}
