package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.PolicyFile;
import io.faregate.ride.Ticker;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that become others behind the gate: what is open is no way to what is guarded. */
final class OverrideTest {
    private static final String POLICY = """
            faregate: 1
            callers: {default-plan: free}
            costs: {tables: [built-in]}
            plans: {free: {models: [gpt-5-nano]}}
            routes:
              - {path: /page, methods: [POST], dialect: app, require: anyone, caps: {output-tokens: 800}}
              - {path: /page, methods: [GET], mode: off}
            """;

    private final Site site = new Site(PolicyFile.read("override.yaml", POLICY), Ticker.system());

    @AfterEach
    void close() {
        site.close();
    }

    /** Knows a header of everybody's, and some of its own. */
    @PreMatching
    static final class Turning implements ContainerRequestFilter {
        @Override
        public void filter(ContainerRequestContext context) {
            turn(context, "X-HTTP-Method-Override");
            turn(context, "X-Own-Method");
            if (context.getHeaderString("X-Own-Path") != null) {
                context.setRequestUri(
                        context.getUriInfo().getBaseUriBuilder().path("page").build());
            }
        }

        private static void turn(ContainerRequestContext context, String header) {
            String method = context.getHeaderString(header);
            if (method != null) {
                context.setMethod(method);
            }
        }
    }

    @Path("/")
    public static final class Page {
        @GET
        @Path("page")
        public String look() {
            return "open";
        }

        @POST
        @Path("page")
        public String ride(String body) {
            return body;
        }
    }

    private HttpResponse<String> ask(String method, String path, String header) throws Exception {
        return site.send(site.to(path)
                .header("Content-Type", "application/json")
                .header(header, "POST")
                .method(method, BodyPublishers.ofString("{\"message\":\"Hello\",\"maxOutputTokens\":5000}")));
    }

    private void assertRode(HttpResponse<String> reply) throws Exception {
        assertThat(reply.body()).contains("\"maxOutputTokens\":800");
        assertThat(site.record().route()).isEqualTo("/page");
        assertThat(site.furtherRecords()).isEmpty();
    }

    private void alone() throws Exception {
        site.application(new FaregateFeature(site.faregate()), new Turning(), new Page())
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-Own-Method"})
    void aMethodThatIsPutInPlaceOfAnOpenOneIsGuarded(String header) throws Exception {
        alone();

        assertRode(ask("GET", "/page", header));
    }

    @Test
    void aPathThatIsPutInPlaceOfAnOpenOneIsGuarded() throws Exception {
        alone();

        assertRode(ask("POST", "/elsewhere", "X-Own-Path"));
    }

    @Test
    void whatNobodyTurnsStaysOpen() throws Exception {
        alone();

        assertThat(ask("GET", "/page", "X-Other").body()).isEqualTo("open");
        assertThat(site.furtherRecords()).isEmpty();
    }

    @Test
    void behindTheServletFilterItIsGuardedToo() throws Exception {
        site.filter()
                .application(new FaregateFeature(), new Turning(), new Page())
                .start();

        assertRode(ask("GET", "/page", "X-HTTP-Method-Override"));
    }
}
