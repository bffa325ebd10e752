package io.faregate.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.integrations.Exchange;
import io.faregate.integrations.Streams;
import io.faregate.test.FakeProvider;
import io.faregate.test.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What holds of the application in a server. Whatever is asked, is asked as another user. */
final class Contract {
    static final String QUESTION = "{\"message\":\"How long is a ride?\"}";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String APPLICATION = "/contract";
    private static final String STREAM = APPLICATION + "/stream";
    private static final String LAST = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" last\"}}]}";
    private static final int LEAST_PAUSE_MILLIS = 500;
    private static final int MOST_PAUSE_MILLIS = 800;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private int users;

    Contract(int port) {
        this.port = port;
    }

    private String anotherUser() {
        return "user" + ++users;
    }

    /** One of the exchanges that hold for every adapter. */
    void exchange(Exchange exchange) throws Exception {
        exchange.assertAnswered(send(exchange.request(this::to)));
    }

    /** The first event comes before the second is there. */
    void eventsComeAsTheyAreSaid() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (FakeProvider provider = new FakeProvider(Streams.eventsInTurn(goOn, Departure.EVENT, LAST));
                Rider rider = new Rider(port).ask(STREAM, anotherUser(), provider.url())) {
            rider.readTo("gate");
            goOn.countDown();
            rider.readTo("last");
            rider.readToEnd();
            awaitNoRide();
        }
    }

    void aSecondRideAtOnceIsRefused() throws Exception {
        String user = anotherUser();
        try (FakeProvider provider = new FakeProvider(Reply.openEvents(Departure.EVENT));
                Rider rider = new Rider(port).ask(STREAM, user, provider.url())) {
            rider.readTo("gate");
            assertRefused(ask("/stream", user), 429, "too_many_at_once");
        }
        awaitNoRide();
    }

    /** A user who is blocked: the ride ends, the next one is refused, and after that all is as before. */
    void aBlockedUsersRideEnds() throws Exception {
        String user = anotherUser();
        try (FakeProvider provider = new FakeProvider(Reply.openEvents(Departure.EVENT));
                Rider rider = new Rider(port).ask(STREAM, user, provider.url())) {
            rider.readTo("gate");
            operate("block", user);
            assertClosed(provider);
            rider.readToEnd();
        }
        awaitNoRide();
        assertRefused(ask("/echo", user), 403, "blocked");
        operate("lift", user);
        assertThat(ask("/echo", user).statusCode()).isEqualTo(200);
    }

    /** How many milliseconds after a client has left its provider sees the connection closed. */
    double departure(Departure departure) throws Exception {
        try (FakeProvider provider = new FakeProvider(departure.reply());
                Rider rider = new Rider(port).ask(APPLICATION + departure.path(), anotherUser(), provider.url())) {
            assertThat(provider.bodies().poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the call of the provider")
                    .isNotNull();
            if (departure.isStreaming()) {
                rider.readTo("gate");
            }
            pause();
            long left = System.nanoTime();
            departure.leave(rider);
            assertClosed(provider);
            double millis = (System.nanoTime() - left) / 1e6;
            awaitNoRide();
            return millis;
        }
    }

    /** So that clients leave at any time between two looks of whoever looks, and behind the first also in a server that is slow. */
    private static void pause() {
        int millis = ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** A ride runs while the server takes the application away. */
    void ridesEndWhen(Undeployment undeployment) throws Exception {
        try (FakeProvider provider = new FakeProvider(Reply.openEvents(Departure.EVENT));
                Rider rider = new Rider(port).ask(STREAM, anotherUser(), provider.url())) {
            rider.readTo("gate");
            undeployment.undeploy();
            assertClosed(provider);
        }
    }

    interface Undeployment {
        void undeploy() throws IOException;
    }

    /** Whether the application answers. */
    boolean isThere() throws InterruptedException {
        try {
            return send(to("/console")).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** There is one gate, and no ride in it. */
    void awaitNoRide() throws Exception {
        Eventually.await(
                "no ride is left, and one console",
                PATIENCE,
                () -> send(to("/console")).body().strip().equals("io.faregate:type=Faregate,name=faregate 0"));
    }

    private static void assertClosed(FakeProvider provider) throws InterruptedException {
        assertThat(provider.isClosedByClientWithin(PATIENCE))
                .as("the call of the provider is stopped")
                .isTrue();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"reason\":\"" + reason + "\"");
    }

    private HttpResponse<String> ask(String path, String user) throws IOException, InterruptedException {
        return send(to(path).header("X-User", user)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUESTION)));
    }

    private void operate(String operation, String user) throws IOException, InterruptedException {
        HttpResponse<String> done = send(to("/console/" + operation)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("user=" + user)));
        assertThat(done.statusCode()).as(operation.toUpperCase(Locale.ROOT)).isEqualTo(200);
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + Installation.ADDRESS + ":" + port + APPLICATION + path))
                .timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
