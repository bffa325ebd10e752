package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.Caps;
import io.faregate.budget.Mode;
import io.faregate.policy.Route;
import jakarta.servlet.Filter;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a route that observes would refuse reaches the application as it would without a gate. */
class ObservedTest extends OnEachContainer {
    private static final String ODD = "{\"turbo\": true, \"message\":\"hi\", \"message\":\"you\"}";

    private static Route observed() {
        Route enforced = Site.route("/seen", "app", Caps.NONE);
        return new Route(
                enforced.rule(),
                enforced.path(),
                enforced.methods(),
                enforced.dialect(),
                enforced.require(),
                enforced.caps(),
                enforced.limits(),
                enforced.model(),
                enforced.tools(),
                enforced.messages(),
                Mode.OBSERVE);
    }

    private static HttpRequest.Builder post(Site site, String path, String type, String body) {
        return site.to(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
    }

    private static void assertNoted(Site site) throws InterruptedException {
        var outcome = site.record().outcome();
        assertThat(outcome.rule()).isEqualTo("body");
        assertThat(outcome.httpStatus()).isEqualTo(200);
    }

    private Site echoing() throws Exception {
        return site().route(observed())
                .servlet(
                        "/seen",
                        (request, response) -> response.getWriter()
                                .print(request.getContentType() + " " + request.getQueryString() + " "
                                        + new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)))
                .start();
    }

    @Test
    void aBodyThatTheGateDidNotTakeIsReadByTheApplicationByteForByte() throws Exception {
        try (Site site = echoing()) {
            for (String type : new String[] {"application/json", "text/plain", "application/vnd.api+json"}) {
                assertThat(site.send(post(site, "/seen", type, ODD)).body()).isEqualTo(type + " null " + ODD);
                assertNoted(site);
            }
            assertThat(site.send(post(site, "/seen?x=1&x=%C0", "application/json", ODD))
                            .body())
                    .isEqualTo("application/json x=1&x=%C0 " + ODD);
            assertNoted(site);
        }
    }

    @Test
    void parametersOfAQueryThatTheGateDidNotTakeAreTheContainers() throws Exception {
        Site open = site().route(observed())
                .servlet(
                        "/seen",
                        (request, response) ->
                                response.getWriter().print(String.join("|", request.getParameterValues("x"))));
        try (Site site = open.start()) {
            assertThat(site.send(site.to("/seen?x=1&x=2&message=hi").GET()).body())
                    .isEqualTo("1|2");
            assertNoted(site);
        }
    }

    /** The container has read it for a filter before; the application would have found nothing else without a gate. */
    @Test
    void aFormThatAFilterBeforeHasReadKeepsItsParameters() throws Exception {
        Filter reading = (request, response, chain) -> {
            request.getParameter("message");
            chain.doFilter(request, response);
        };
        Site open = site().before(reading)
                .route(observed())
                .servlet("/seen", (request, response) -> response.getWriter().print(request.getParameter("message")));
        try (Site site = open.start()) {
            assertThat(site.send(post(site, "/seen", "application/x-www-form-urlencoded", "message=hi"))
                            .body())
                    .isEqualTo("hi");
            assertNoted(site);
        }
    }
}
