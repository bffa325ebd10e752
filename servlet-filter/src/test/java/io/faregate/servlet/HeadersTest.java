package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.body.AppFields;
import io.faregate.body.Caps;
import io.faregate.body.Dialects;
import io.faregate.body.Unknown;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers that a provider would take for fields of the request, as an application could hand them on. */
class HeadersTest extends OnEachContainer {
    private static final String BODY =
            "{\"model\":\"mini\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private Site serving(Unknown unknown) throws Exception {
        var dialect =
                Dialects.named("anthropic", AppFields.DEFAULT.unknown(unknown)).orElseThrow();
        return site().route(Site.route("/llm", dialect, Caps.NONE))
                .servlet("/llm", HeadersTest::look)
                .start();
    }

    private static void look(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (String hidden : List.of("anthropic-new", "ANTHROPIC-NEW", "X-LiteLLM-Timeout", "X-Goog-Api-Key")) {
            assertThat(request.getHeader(hidden)).isNull();
            assertThat(Collections.list(request.getHeaders(hidden))).isEmpty();
            assertThat(request.getIntHeader(hidden)).isEqualTo(-1);
            assertThat(request.getDateHeader(hidden)).isEqualTo(-1);
        }
        assertThat(Collections.list(request.getHeaderNames()))
                .noneMatch(name -> name.equalsIgnoreCase("anthropic-new"))
                .noneMatch(name -> name.equalsIgnoreCase("x-litellm-timeout"))
                .noneMatch(name -> name.equalsIgnoreCase("x-goog-api-key"))
                .anyMatch(name -> name.equalsIgnoreCase("x-stainless-lang"));
        assertThat(request.getHeader("Anthropic-Version")).isEqualTo("2023-06-01");
        response.setContentType("text/plain");
        response.getWriter().print("seen");
    }

    private static HttpResponse<String> ask(Site site, String... headers) throws Exception {
        var request = site.to("/llm")
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("X-Stainless-Lang", "java")
                .POST(BodyPublishers.ofString(BODY));
        for (String header : headers) {
            request.header(header, "7");
        }
        return site.send(request);
    }

    @Test
    void whatIsHiddenIsThereForNobodyWhoeverAsks() throws Exception {
        try (Site site = serving(Unknown.STRIP)) {
            assertThat(ask(site, "anthropic-new", "anthropic-new", "x-litellm-timeout", "x-goog-api-key")
                            .body())
                    .isEqualTo("seen");
            assertThat(ask(site, "anthropic-beta").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatIsNotHiddenIsRefusedAndTheRestIsSeen() throws Exception {
        try (Site site = serving(Unknown.REFUSE)) {
            assertThat(ask(site, "x-goog-api-key").body()).isEqualTo("seen");
            assertThat(ask(site, "anthropic-new").body()).contains("anthropic-new is not allowed");
            assertThat(ask(site, "anthropic_new").statusCode()).isEqualTo(400);
        }
    }
}
