package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Ride;
import io.faregate.body.Caps;
import io.faregate.containers.Containers;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A servlet takes every path, as a framework's does; none may reach it unguarded that a framework takes for guarded. */
class PathTricksTest extends OnEachContainer {
    private static final String JSON = "{\"message\":\"a\"}";
    private static final String[] SPELLINGS = {
        "/v1/chat",
        "/v1/chat;jsessionid=x",
        "/v1;a=b/chat",
        "/v1/chat;",
        "/;/v1/chat",
        "//v1//chat",
        "///v1/chat",
        "/v1/chat//",
        "/v1/./chat",
        "/./v1/chat",
        "/x/../v1/chat",
        "/v1/x/../chat",
        "/v1/chat/",
        "/v1/chat/.",
        "/v1/chat/x/..",
        "/v1/%63hat",
        "/%76%31/chat",
        "/v1%2fchat",
        "/v1%2Fchat",
        "/v1/%2e/chat",
        "/x/%2e%2e/v1/chat",
        "/x/..;/v1/chat",
        "/x/..;a=b/v1/chat",
        "/v1/..;/v1/chat",
        "/V1/CHAT",
        "/v1/Chat",
        "/v1/chat.",
        "/v1/chat%2e",
        "/v1/chat%20",
        "/v1/chat%00",
        "/v1/chat%00.html",
        "/v1/chat%0a",
        "/v1/chat%3bx",
        "/v1%5cchat",
        "/v1\\chat",
        "/v1/chat?x=/open",
        "/v1/chat?",
        "/v1/chat#x",
        "/v1/ch%61t;x=%2f",
        "/..;/v1/chat",
        "/../v1/chat",
        "/%2e%2e/v1/chat",
        "/v1/chat%09",
        "/v1/%u0063hat",
        "http://other.example/v1/chat",
        "http://x/v1/./chat",
        "HTTP://x/v1/chat;a",
    };

    private static final String[] WAYS_UP = {
        "..%3B/",
        "..%3ba/",
        "%2e%2e%3B/",
        "..%2F",
        "..%2f",
        "..%5C",
        "%2e%2e%5c",
        "..;/",
        "../",
        "%2e%2e/",
        "y/..%3B/..%3B/",
        "%3B/..%3B/..%3B/",
        "%2F../../",
        "..%00/",
        "..%20/",
        "..%09/",
        "..\\",
    };

    private final AtomicInteger unguarded = new AtomicInteger();
    private final AtomicInteger guarded = new AtomicInteger();

    private Site v1() {
        return site().route(Site.route("/v1/chat", "app", Caps.NONE, "POST")).servlet("/*", this::count);
    }

    private void count(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean rides = request.getAttribute(ServletRide.ATTRIBUTE) != null;
        (rides ? guarded : unguarded).incrementAndGet();
        response.getOutputStream().print(rides ? "guarded" : "open");
    }

    private static byte[] post(String target, String host) {
        return ("POST " + target + " HTTP/1.1\r\nHost: " + host
                        + "\r\nContent-Type: application/json\r\nConnection: close" + "\r\nContent-Length: "
                        + JSON.length() + "\r\n\r\n" + JSON)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void everySpellingIsGuardedOrNoPath() throws Exception {
        try (Site site = v1().start()) {
            for (String target : SPELLINGS) {
                try (RawClient client = new RawClient(site.port())) {
                    String answer = client.send(post(target, "x")).readToEnd();
                    assertThat(answer).as(target).containsPattern("^HTTP/1.1 (200|400) ");
                    assertThat(unguarded).as(target).hasValue(0);
                }
            }
        }
    }

    /** What was escaped stands for itself, and is no separator to any framework. */
    @Test
    void otherPathsAreNotGuarded() throws Exception {
        try (Site site = v1().start()) {
            for (String target : new String[] {
                "/v1/chat%23", "/v1/chat%3f", "/v1/chat%3b/x", "/v1/chats", "/v1/chat/x", "/v1/chat.json"
            }) {
                try (RawClient client = new RawClient(site.port())) {
                    String answer = client.send(post(target, "x")).readToEnd();
                    assertThat(answer).as(target).contains(" 200 ").endsWith("open");
                }
            }
            assertThat(site.records).isEmpty();
        }
    }

    /** A container resolves no dots that it finds when it has decoded; the servlet of the prefix gets them. */
    @Test
    void noWayUpLeavesAPrefix() throws Exception {
        try (Site site = site().route(Site.route("/api/pro/*", "app", Caps.NONE, "POST"))
                .servlet("/api/pro/*", this::count)
                .start()) {
            for (String target : WAYS_UP) {
                try (RawClient client = new RawClient(site.port())) {
                    client.send(post("/api/pro/" + target + "x", "x")).readToEnd();
                    assertThat(unguarded).as(target).hasValue(0);
                }
            }
        }
    }

    @Test
    void nobodyChoosesTheRulesByTheSpelling() throws Exception {
        try (Site site = site().route(Site.route("/api/pro/*", "app", Caps.NONE, "POST"))
                .route(Site.route("/api/play", "app", Caps.NONE, "POST"))
                .servlet("/api/pro/*", (request, response) -> {
                    Ride ride = (Ride) request.getAttribute(Ride.ATTRIBUTE);
                    response.getOutputStream()
                            .print(ride == null ? "open" : "by " + ride.route().path());
                })
                .start()) {
            for (String target : WAYS_UP) {
                try (RawClient client = new RawClient(site.port())) {
                    String answer = client.send(post("/api/pro/" + target + "play", "x"))
                            .readToEnd();
                    assertThat(answer).as(target).doesNotContain("by /api/play", "open");
                }
            }
        }
    }

    /** As Spring's path patterns and JAX-RS do: the address is parted as it was written, and only then decoded. */
    @Test
    void aFrameworkThatReadsTheAddressAnewFindsNothingUnguarded() throws Exception {
        try (Site site = site().route(Site.route("/threads/{id}/chat", "app", Caps.NONE, "POST"))
                .servlet("/*", (request, response) -> {
                    if (request.getRequestURI().matches("/threads(;[^/]*)?/[^/;]+(;[^/]*)?/(chat|ch%61t)(;[^/]*)?/?")) {
                        count(request, response);
                    }
                })
                .start()) {
            for (String target : new String[] {
                "/threads/7/chat",
                "/threads/%2e%2e/chat",
                "/threads/../chat",
                "/threads/%2E/chat",
                "/threads/./chat",
                "/threads/..;a/chat",
                "/threads;x/.%2e;b=c/ch%61t;d",
                "/threads/%2e%2e/chat/",
                "/threads/a%2Fb/chat",
                "/threads/%20/chat",
                "/threads/%00/chat",
                "/threads/a+b/chat",
                "/threads/%C3%A9/chat",
                "/threads/%2e%2e/ch%61t"
            }) {
                try (RawClient client = new RawClient(site.port())) {
                    client.send(post(target, "x")).readToEnd();
                    assertThat(unguarded).as(target).hasValue(0);
                }
            }
            assertThat(guarded).hasPositiveValue();
        }
    }

    @Test
    void anyHostIsGuarded() throws Exception {
        try (Site site = v1().start()) {
            for (String host : new String[] {"x", "other.example:80", "127.0.0.1", "[::1]", "localhost"}) {
                try (RawClient client = new RawClient(site.port())) {
                    String answer = client.send(post("/v1/chat", host)).readToEnd();
                    assertThat(answer).as(host).contains(" 200 ").endsWith("guarded");
                }
            }
        }
    }

    @Test
    void theContextPathIsNoPartOfTheRoute() throws Exception {
        try (Site site = v1().contextPath("/shop").start()) {
            for (String target : new String[] {"/shop/v1/chat", "/shop/v1/chat/", "/shop/x/../v1/chat"}) {
                try (RawClient client = new RawClient(site.port())) {
                    String answer = client.send(post(target, "x")).readToEnd();
                    assertThat(answer).as(target).contains(" 200 ").endsWith("guarded");
                }
            }
            for (String target : new String[] {"/v1/chat", "/SHOP/v1/chat", "/shop/../v1/chat", "/shop%2fv1/chat"}) {
                try (RawClient client = new RawClient(site.port())) {
                    // Undertow looks for the application before it resolves the dots
                    boolean isInside = container == Containers.UNDERTOW && target.contains("..");
                    assertThat(client.send(post(target, "x")).readToEnd())
                            .as(target)
                            .containsPattern(isInside ? "guarded$" : "^HTTP/1.1 40[04] ");
                    assertThat(unguarded).as(target).hasValue(0);
                }
            }
        }
    }
}
