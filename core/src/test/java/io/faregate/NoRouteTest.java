package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Decision.Admitted;
import io.faregate.Decision.Answered;
import io.faregate.Decision.Refused;
import io.faregate.Decision.Unguarded;
import io.faregate.budget.Dimension;
import io.faregate.budget.Mode;
import io.faregate.budget.Window;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyBuilder;
import io.faregate.ride.Reason;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NoRouteTest {
    private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();
    private Faregate faregate;

    private void policy(UnaryOperator<PolicyBuilder> routes) {
        faregate = Faregate.builder()
                .policy(routes.apply(Policy.builder()).build())
                .sink(records::add)
                .build();
    }

    @AfterEach
    void close() {
        faregate.close();
    }

    private Decision ask(String method, String path) {
        return faregate.admit(RideRequest.of(method, path, "{}").user("alice").build());
    }

    private static PolicyBuilder postOnly(PolicyBuilder policy) {
        return policy.route("/chat", route -> route.methods("POST").dialect("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "TRACE", "CONNECT", "post", "Get", "MADE-UP", ""})
    void anotherMethodOfAGuardedPathIsRefusedAndTold(String method) throws Exception {
        policy(NoRouteTest::postOnly);

        Refused refused = (Refused) ask(method, "/chat");

        assertThat(refused.refusal().reason()).isEqualTo(Reason.METHOD_NOT_ALLOWED);
        assertThat(refused.answer().status()).isEqualTo(405);
        assertThat(refused.answer().headers()).containsEntry("Allow", "OPTIONS, POST");
        UsageRecord record = records.poll(10, TimeUnit.SECONDS);
        assertThat(record.route()).isEqualTo("/chat");
        assertThat(record.outcome().httpStatus()).isEqualTo(405);
        assertThat(record.outcome().rule()).isEqualTo("routes[0].methods");
    }

    @Test
    void aPeerWithoutAnAddressIsRefusedAsAllOthersAre() throws Exception {
        policy(policy -> postOnly(policy).refuseUnlisted().callers(head -> {
            throw new IllegalStateException("planted");
        }));

        for (String peer : new String[] {null, "", "unix:"}) {
            RideRequest.Builder get = RideRequest.of("GET", "/chat", "").peer(peer);
            RideRequest.Builder other = RideRequest.of("GET", "/other", "").peer(peer);
            assertThat(((Refused) faregate.admit(get.build())).answer().status())
                    .isEqualTo(405);
            assertThat(((Refused) faregate.admit(other.build())).answer().status())
                    .isEqualTo(403);
            assertThat(records.poll(10, TimeUnit.SECONDS).network()).isEqualTo("unknown");
            assertThat(records.poll(10, TimeUnit.SECONDS).network()).isEqualTo("unknown");
        }
    }

    @Test
    void callersWithoutAnAddressShareOneNetwork() {
        policy(policy -> policy.limit(Limits.per(Dimension.IP).requests(1).every(Window.Period.DAY))
                .route("/chat", route -> route.dialect("none").anyone()));

        RideRequest.Builder request = RideRequest.of("POST", "/chat", "");
        assertThat(faregate.admit(request.peer(null).build())).isInstanceOf(Admitted.class);
        assertThat(faregate.admit(request.peer("unix:").build())).isInstanceOf(Refused.class);
        assertThat(faregate.admit(request.peer("192.0.2.1").build())).isInstanceOf(Admitted.class);
    }

    @Test
    void optionsIsToldTheMethodsAtNoCost() {
        policy(policy -> postOnly(policy).route("/pages/*", route -> route.dialect("none")));

        assertThat(ask("OPTIONS", "/chat")).isInstanceOfSatisfying(Answered.class, answered -> {
            assertThat(answered.answer().status()).isEqualTo(204);
            assertThat(answered.answer().headers()).containsEntry("Allow", "OPTIONS, POST");
        });
        assertThat(((Answered) ask("OPTIONS", "/pages/x")).answer().headers())
                .containsEntry("Allow", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT");
        assertThat(records).isEmpty();
    }

    @Test
    void headIsAskedAsGetAndCostsNothing() {
        policy(policy -> policy.route(
                "/page",
                route -> route.dialect("none")
                        .methods("GET")
                        .limit(Limits.per(Dimension.USER).requests(1).every(Window.Period.DAY))));

        assertThat(((Answered) ask("HEAD", "/page")).answer().status()).isEqualTo(200);
        assertThat(((Answered) ask("HEAD", "/page")).answer().status()).isEqualTo(200);
        assertThat(ask("GET", "/page")).isInstanceOf(Admitted.class);
        Refused spent = (Refused) ask("GET", "/page");
        Refused head = (Refused) ask("HEAD", "/page");
        assertThat(head.answer().status())
                .isEqualTo(429)
                .isEqualTo(spent.answer().status());
        assertThat(head.answer().headers().keySet())
                .isEqualTo(spent.answer().headers().keySet());
    }

    @Test
    void aMethodThatIsListedRides() {
        policy(policy -> policy.route(
                "/chat", route -> route.methods("HEAD", "OPTIONS", "QUERY").dialect("none")));

        assertThat(ask("HEAD", "/chat")).isInstanceOf(Admitted.class);
        assertThat(ask("OPTIONS", "/chat")).isInstanceOf(Admitted.class);
        assertThat(ask("QUERY", "/chat")).isInstanceOf(Admitted.class);
        assertThat(ask("GET", "/chat")).isInstanceOf(Refused.class);
    }

    @Test
    void aRouteThatIsOffLeavesItsMethodsOpen() {
        policy(policy -> postOnly(policy)
                .route("/chat", page -> page.methods("GET", "OPTIONS").mode(Mode.OFF)));

        assertThat(ask("GET", "/chat")).isInstanceOf(Unguarded.class);
        assertThat(ask("HEAD", "/chat")).isInstanceOf(Unguarded.class);
        assertThat(ask("OPTIONS", "/chat")).isInstanceOf(Unguarded.class);
        assertThat(ask("POST", "/chat")).isInstanceOf(Admitted.class);
        assertThat(ask("GET", "/CHAT")).isInstanceOf(Refused.class);
        assertThat(((Refused) ask("PUT", "/chat")).answer().headers())
                .containsEntry("Allow", "GET, HEAD, OPTIONS, POST");
    }

    private Decision ask(String path, String header, String value) {
        RideRequest.Builder get = RideRequest.of("GET", path, "{}").user("alice");
        return faregate.admit(get.header(header, value).build());
    }

    /** A framework behind the gate may take the request for one of the method that it asks for. */
    @Test
    void anOpenMethodIsNoWayToOneThatIsGuarded() {
        policy(policy ->
                postOnly(policy).route("/chat", page -> page.methods("GET").mode(Mode.OFF)));

        for (String name : new String[] {"X-HTTP-Method-Override", "x-http-method", "X-Method-Override"}) {
            for (String value : new String[] {"POST", " post ", "GET, POST"}) {
                assertThat(ask("/chat", name, value)).as(name + value).isInstanceOf(Admitted.class);
            }
            assertThat(ask("/chat", name, "GET")).isInstanceOf(Unguarded.class);
            assertThat(ask("/chat", name, "")).isInstanceOf(Unguarded.class);
            assertThat(((Refused) ask("/chat", name, "PUT")).refusal().reason()).isEqualTo(Reason.METHOD_NOT_ALLOWED);
        }
        for (String query : new String[] {"_method=POST", "a=%zz&%5Fmethod=%50OST", "a;_method=post"}) {
            assertThat(ask("GET", "/chat?" + query)).as(query).isInstanceOf(Admitted.class);
        }
        assertThat(ask("GET", "/chat?method=POST&a_method=POST")).isInstanceOf(Unguarded.class);
        assertThat(ask("GET", "/other?_method=POST")).isInstanceOf(Unguarded.class);
    }

    @Test
    void aRequestOfTwoMethodsWithARouteEachIsRefusedAsItsWriterWouldChooseTheRules() {
        policy(policy -> postOnly(policy)
                .route("/chat", route -> route.methods("GET").dialect("none").anyone()));

        Refused refused = (Refused) ask("/chat", "X-HTTP-Method-Override", "POST");

        assertThat(refused.refusal().rule()).isEqualTo("ambiguous-method");
        assertThat(refused.answer().status()).isEqualTo(403);
        assertThat(ask("GET", "/chat")).isInstanceOf(Admitted.class);
    }

    @Test
    void oneRouteOfAllItsMethodsHeedsNoneThatIsAskedFor() {
        policy(policy -> policy.route("/chat", route -> route.dialect("none")));

        assertThat(ask("/chat", "X-HTTP-Method-Override", "DELETE")).isInstanceOf(Admitted.class);
        assertThat(ask("/chat", "X-HTTP-Method-Override", "MADE-UP")).isInstanceOf(Admitted.class);
    }

    @Test
    void aMethodThatIsRefusedIsRefusedWhateverItAsksFor() {
        policy(NoRouteTest::postOnly);

        assertThat(((Refused) ask("/chat", "X-HTTP-Method-Override", "POST"))
                        .refusal()
                        .reason())
                .isEqualTo(Reason.METHOD_NOT_ALLOWED);
    }

    @Test
    void anObservedPathIsLeftAlone() {
        policy(policy -> policy.route(
                "/chat", route -> route.methods("POST").dialect("none").mode(Mode.OBSERVE)));

        assertThat(ask("GET", "/chat")).isInstanceOf(Unguarded.class);
        assertThat(ask("OPTIONS", "/chat")).isInstanceOf(Unguarded.class);
    }

    @Test
    void anotherSpellingIsTheSameRoute() throws Exception {
        policy(policy -> postOnly(policy)
                .route("/Api/*", route -> route.dialect("none"))
                .route("/", route -> route.dialect("none")));

        for (String path : new String[] {"/chat/", "/CHAT", "//chat", "/chat;a=b", "/chat."}) {
            assertThat(ask("POST", path)).as(path).isInstanceOfSatisfying(Admitted.class, admitted -> {
                assertThat(admitted.ride().route().path()).isEqualTo("/chat");
            });
            assertThat(ask("GET", path)).as(path).isInstanceOf(Refused.class);
        }
        assertThat(ask("POST", "/api/x/y")).isInstanceOf(Admitted.class);
        assertThat(ask("POST", "/api")).isInstanceOf(Admitted.class);
        assertThat(ask("POST", "")).isInstanceOf(Admitted.class);
        assertThat(ask("POST", "/apis")).isInstanceOf(Unguarded.class);
        assertThat(ask("POST", "/chat.json")).isInstanceOf(Unguarded.class);
    }

    @Test
    void theExactSpellingComesFirst() {
        policy(policy -> policy.route("/*", route -> route.dialect("none"))
                .route("/chat", route -> route.dialect("none").methods("POST"))
                .route("/chat/", route -> route.dialect("none").methods("POST")));

        assertThat(((Admitted) ask("POST", "/chat/")).ride().route().path()).isEqualTo("/chat/");
        assertThat(((Admitted) ask("GET", "/chat")).ride().route().path()).isEqualTo("/*");
    }

    @Test
    void aPathThatMayBeOfTwoRoutesIsRefusedAsItsWriterWouldChooseTheRules() throws Exception {
        policy(policy -> policy.route("/api/pro/*", route -> route.dialect("none"))
                .route("/api/play", route -> route.dialect("none").anyone())
                .route("/api/pro/help", route -> route.dialect("none").anyone()));

        for (String path : new String[] {
            "/api/pro/..;/play",
            "/api/pro/../play",
            "/api/pro/..%2fplay",
            "/api/pro/Help",
            "/api/pro/help/",
            "/api/pro//help"
        }) {
            Refused refused = (Refused) ask("POST", path);
            assertThat(refused.refusal().rule()).as(path).isEqualTo("ambiguous-path");
            assertThat(refused.answer().status()).as(path).isEqualTo(403);
            assertThat(((Refused) ask("HEAD", path)).refusal().rule()).as(path).isEqualTo("ambiguous-path");
            UsageRecord record = records.poll(10, TimeUnit.SECONDS);
            assertThat(record.route()).isEqualTo(path);
            assertThat(record.outcome().rule()).isEqualTo("ambiguous-path");
            assertThat(records.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        for (String path : new String[] {"/api/Play", "/api/play/", "/api/x/..;/play", "/api/pro/x", "/api/pro/X/"}) {
            assertThat(ask("POST", path)).as(path).isInstanceOf(Admitted.class);
        }
    }

    @Test
    void whatMayBeOfARouteIsGuarded() {
        policy(policy -> policy.route("/api/pro/*", route -> route.dialect("none")));

        for (String path :
                new String[] {"/api/pro/..;/x", "/api/pro/..%2Fx", "/api/pro/..\\x", "/api/pro/../x", "/api/PRO/.;/../x"
                }) {
            assertThat(ask("POST", path)).as(path).isInstanceOfSatisfying(Admitted.class, admitted -> {
                assertThat(admitted.ride().route().path()).isEqualTo("/api/pro/*");
            });
        }
    }

    @Test
    void observedRoutesRefuseNoPath() {
        policy(policy -> policy.mode(Mode.OBSERVE)
                .route("/api/pro/*", route -> route.dialect("none"))
                .route("/api/play", route -> route.dialect("none")));

        assertThat(ask("POST", "/api/pro/..;/play")).isInstanceOfSatisfying(Admitted.class, admitted -> {
            assertThat(admitted.ride().route().path()).isEqualTo("/api/play");
        });
    }
}
