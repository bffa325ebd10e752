package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Caps;
import io.faregate.containers.Containers;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The servlet behind the filter answers all methods alike. */
class MethodTest extends OnEachContainer {
    private static final String JSON = "{\"message\":\"a\"}";

    private final AtomicInteger reached = new AtomicInteger();

    private Site answering() {
        return site().route(Site.route("/page", "none", Caps.NONE, "GET"))
                .route(Site.route("/post", "app", Caps.NONE, "POST"))
                .servlet("/*", (request, response) -> {
                    reached.incrementAndGet();
                    response.getOutputStream().print("a model's words");
                });
    }

    private void assertNothingCost(Site site) {
        assertThat(reached).hasValue(0);
        assertThat(site.store.endings).allMatch(ending -> ending == io.faregate.budget.Reservation.State.RELEASED);
    }

    @Test
    void headIsAnsweredWithoutTheModel() throws Exception {
        try (Site site = answering().start();
                RawClient client = new RawClient(site.port())) {
            client.send("HEAD /page HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
            // a body would be read here
            client.send("HEAD /post HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 405").contains("\r\nAllow: OPTIONS, POST\r\n");
            assertNothingCost(site);
        }
    }

    @Test
    void headIsRefusedAsGetIs() throws Exception {
        try (Site site = answering().start()) {
            var get = site.send(site.to("/app").GET());
            var head = site.send(site.to("/app").method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(400).isEqualTo(get.statusCode());
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().map().keySet())
                    .containsExactlyInAnyOrderElementsOf(get.headers().map().keySet());
            assertNothingCost(site);
        }
    }

    @Test
    void optionsIsAnsweredWithoutTheModelAndLeavesNoRecord() throws Exception {
        Filter cors = (request, response, chain) -> {
            ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "https://a.example");
            chain.doFilter(request, response);
        };
        try (Site site = answering().before(cors).start()) {
            var response = site.send(site.to("/post")
                    .header("Origin", "https://a.example")
                    .header("Access-Control-Request-Method", "POST")
                    .method("OPTIONS", BodyPublishers.noBody()));
            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://a.example");
            assertThat(response.body()).isEmpty();
            assertThat(site.records).isEmpty();
            assertNothingCost(site);
        }
    }

    /** Tomcat refuses TRACE before any filter, and knows nothing of the policy. */
    @Test
    void otherMethodsAreRefusedAndToldWhichThereAre() throws Exception {
        try (Site site = answering().start()) {
            for (String method : new String[] {"GET", "PUT", "DELETE", "TRACE", "PROPFIND", "post", "MADEUP"}) {
                try (RawClient client = new RawClient(site.port())) {
                    client.send(method + " /post HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
                    String allowed =
                            container == Containers.TOMCAT && method.equals("TRACE") ? "OPTIONS" : "OPTIONS, POST";
                    assertThat(client.readResponse())
                            .as(method)
                            .startsWith("HTTP/1.1 405")
                            .contains("\r\nAllow: " + allowed + "\r\n");
                }
            }
            assertNothingCost(site);
        }
    }

    /** Tomcat knows it as no method of an origin server. */
    @Test
    void connectDoesNotGetThrough() throws Exception {
        try (Site site = answering().start()) {
            for (String target : new String[] {"/post", "/app"}) {
                try (RawClient client = new RawClient(site.port())) {
                    client.send("CONNECT " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
                    assertThat(client.readTo("\r\n\r\n")).as(target).containsPattern("^HTTP/1.1 (400|405|501)");
                }
            }
            assertNothingCost(site);
        }
    }

    @Test
    void anOverrideBeforeTheFilterIsTheMethodThatCounts() throws Exception {
        Filter overriding =
                (request, response, chain) -> chain.doFilter(new Overridden((HttpServletRequest) request), response);
        try (Site site = answering().before(overriding).start()) {
            for (String name : new String[] {"X-HTTP-Method-Override", "X-Method-Override"}) {
                var made = site.send(site.to("/post").header(name, "POST").GET());
                assertThat(made.statusCode()).isEqualTo(400);
                var other = site.send(site.to("/post").header(name, "DELETE").POST(BodyPublishers.ofString(JSON)));
                assertThat(other.statusCode()).isEqualTo(405);
            }
            assertThat(site.send(site.to("/post?_method=POST").GET()).statusCode())
                    .isEqualTo(400);
            assertNothingCost(site);
        }
    }

    @Test
    void anOverrideThatNobodyAppliesChangesNothing() throws Exception {
        try (Site site = answering().start()) {
            var response = site.send(
                    site.to("/post").header("X-HTTP-Method-Override", "POST").GET());
            assertThat(response.statusCode()).isEqualTo(405);
            assertNothingCost(site);
        }
    }

    /** The servlet answers all methods alike, as one does that heeds what it is asked for. */
    @Test
    void anOverrideBehindTheFilterIsGuardedAsTheMethodThatItAsksFor() throws Exception {
        try (Site site = answering().route(Site.open("/post", "GET")).start()) {
            for (String name : new String[] {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
                assertThat(site.send(site.to("/post").header(name, "POST").GET())
                                .statusCode())
                        .isEqualTo(400);
            }
            assertThat(site.send(site.to("/post?_method=POST").GET()).statusCode())
                    .isEqualTo(400);
            assertNothingCost(site);
            for (int i = 0; i < 4; i++) {
                assertThat(site.record().outcome().status()).isEqualTo("refused");
            }

            assertThat(site.send(site.to("/post").GET()).statusCode()).isEqualTo(200);
            site.send(site.to("/post")
                    .header("X-HTTP-Method-Override", "POST")
                    .header("Content-Type", "application/json")
                    .method("GET", BodyPublishers.ofString(JSON)));
            assertThat(site.record().outcome().status()).isEqualTo("completed");
            assertThat(reached).hasValue(2);
        }
    }

    private static final class Overridden extends HttpServletRequestWrapper {
        private final String method;

        Overridden(HttpServletRequest request) {
            super(request);
            String header = request.getHeader("X-HTTP-Method-Override");
            String other = header == null ? request.getHeader("X-Method-Override") : header;
            String asked = other == null ? request.getParameter("_method") : other;
            this.method = asked == null ? request.getMethod() : asked;
        }

        @Override
        public String getMethod() {
            return method;
        }
    }
}
