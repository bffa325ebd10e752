package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.faregate.policy.PolicyFile;
import io.faregate.ride.Ticker;
import io.faregate.usage.UsageRecord;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that methods name, and the paths beside them. */
final class GuardedTest {
    private static final String HELLO = "{\"message\":\"Hello\",\"maxOutputTokens\":5000}";

    private final Site site = new Site(Site.policy("hall.yaml"), Ticker.system());
    private final Hall hall = new Hall();

    private void start() throws Exception {
        site.application(new FaregateFeature(site.faregate()), new SignIn(), hall)
                .start();
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aMethodIsGuardedByTheRouteThatItNamesAfterUsersAreSignedIn() throws Exception {
        start();

        HttpResponse<String> reply = site.post("/chats/7/messages", HELLO);

        assertThat(reply.body()).contains("\"maxOutputTokens\":800");
        UsageRecord record = site.record();
        assertThat(record.route()).isEqualTo("/chats");
        assertThat(record.user()).isEqualTo("alice");
        assertThat(record.outcome().status()).isEqualTo("completed");
    }

    @Test
    void aMethodThatALocatorFindsIsGuardedToo() throws Exception {
        start();

        HttpResponse<String> reply = site.post("/locator/messages", HELLO);

        assertThat(reply.body()).contains("\"maxOutputTokens\":800");
        assertThat(site.record().route()).isEqualTo("/chats");
    }

    /** Each implementation finds others of them; none may be found past the gate. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/room",
                "/room/",
                "//room",
                "/./room",
                "/x/../room",
                "/room;a=b",
                "/;a/room",
                "/ROOM",
                "/%72oom",
                "/room%2F",
                "/room%20",
                "/room.",
                "/room%3Ba",
                "/x/..;/room",
                "/room%00",
                "/%2e/room",
                "/%2froom"
            })
    void noSpellingOfAPathIsFoundPastTheGate(String path) throws Exception {
        start();

        String reply = raw("PUT", path);

        assertThat(reply.startsWith("HTTP/1.1 200") && !reply.contains(Guarded.RIDE))
                .as(reply)
                .isFalse();
    }

    /** What a segment is differs most between implementations where a resource has variables. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/threads/7/chat",
                "/threads/7/chat/",
                "/threads//chat",
                "/threads//7//chat",
                "/threads/7;a=b/chat;c",
                "/threads/;/chat",
                "/threads/;a/chat",
                "/threads/;a=b/chat",
                "/threads/a%2Fb/chat",
                "/threads/a%2fb/chat",
                "/threads/%2F/chat",
                "/threads/a%5Cb/chat",
                "/threads/%2e/chat",
                "/threads/%2e%2e/chat",
                "/threads/../chat",
                "/threads/..;/chat",
                "/threads/x/../7/chat",
                "/x/../threads/a%2Fb/chat",
                "/threads/%20/chat",
                "/threads/%00/chat",
                "/threads/a%00b/chat",
                "/threads/7/chat%00",
                "/threads/%252F/chat",
                "/threads%2F7/chat",
                "/threads/7%2Fchat",
                "/THREADS/7/CHAT",
                "/folders/7",
                "/folders/..",
                "/folders/..;x",
                "/folders/..%2Fx",
                "/folders/..%5Cx",
                "/folders/%2e%2e",
                "/folders/%2e%2e%3Bx",
                "/folders/..%3B",
                "/folders/.",
                "/folders/%2F..%2F..",
                "/folders/..%00"
            })
    void noSegmentIsAVariableToAResourceAndNotToItsRoute(String path) throws Exception {
        start();

        String reply = raw("POST", path);

        assertThat(reply.startsWith("HTTP/1.1 200") && !reply.contains(Guarded.RIDE))
                .as(reply)
                .isFalse();
    }

    @Test
    void aRouteWithAVariableMayBeNamed() throws Exception {
        start();

        HttpResponse<String> reply = site.post("/notes", HELLO);

        assertThat(site.record().route()).isEqualTo("/threads/{id}/notes");
        assertThat(reply.headers().firstValue(Guarded.RIDE))
                .as("as an attribute of the servlet request, for CDI")
                .hasValue(reply.body());
    }

    private String raw(String method, String path) throws Exception {
        try (Socket socket = site.ask(method, path, HELLO, "X-User: alice", "Connection: close")) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void nobodySignedInIsRefusedThere() throws Exception {
        start();

        HttpResponse<String> reply = site.send(site.to("/chats/7/messages")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(HELLO)));

        assertThat(reply.statusCode()).isEqualTo(401);
        assertThat(reply.headers().firstValue("Faregate-Rule")).hasValue("routes[0].require");
        assertThat(hall.begun).isEmpty();
    }

    @Test
    void aNeighbourWithoutAnAnnotationIsGuardedByItsPath() throws Exception {
        start();

        site.send(site.to("/room")
                .header("X-User", "alice")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(HELLO)));

        assertThat(site.record().route()).isEqualTo("/room");
    }

    @Test
    void aMethodMayNameItsRouteWhereNoOtherPathIsOpen() throws Exception {
        try (Site closed = new Site(
                PolicyFile.read("hall.yaml", Site.resource("hall.yaml") + "unlisted: refuse\n"), Ticker.system())) {
            closed.application(new FaregateFeature(closed.faregate()), new SignIn(), hall)
                    .start();

            assertThat(closed.post("/chats/7/messages", HELLO).statusCode()).isEqualTo(200);
            assertThat(closed.post("/unguarded", HELLO).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aQueryThatWouldHaveToBeChangedIsRefusedOnceTheMethodIsFound() throws Exception {
        start();

        HttpResponse<String> clamped =
                site.send(site.to("/asked?message=Hello&maxOutputTokens=5000").header("X-User", "alice"));
        HttpResponse<String> fitting = site.send(site.to("/asked?message=Hello&maxOutputTokens=500&model=gpt-5-nano")
                .header("X-User", "alice"));

        assertThat(clamped.statusCode()).isEqualTo(400);
        assertThat(clamped.body()).contains("\"rule\":\"query\"");
        assertThat(site.record().outcome().status()).isEqualTo("failed");
        assertThat(fitting.body()).isEqualTo("500");
    }

    @Test
    void aRouteThatThePolicyHasNotIsFoundAtTheStart() throws Exception {
        GuardedMethods methods = new GuardedMethods(site.faregate());
        ResourceInfo nowhere = new ResourceInfo() {
            @Override
            public Method getResourceMethod() {
                return Nowhere.class.getMethods()[0];
            }

            @Override
            public Class<?> getResourceClass() {
                return Nowhere.class;
            }
        };

        assertThatIllegalStateException()
                .isThrownBy(() -> methods.configure(nowhere, null))
                .withMessage("@Guarded(\"/nowhere\"): the policy has no route of this path.");
    }

    @Guarded("/nowhere")
    interface Nowhere {
        String ask();
    }
}
