package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

/** Dispatches with a query of their own: the application's parameters come first, and the client's are those checked. */
class DispatchQueryTest extends OnEachContainer {
    private static final String ASKED = "message=hi&maxOutputTokens=999999&model=mini";
    private static final String SEEN = "hi|800|mini";

    private static void say(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getOutputStream()
                .print(String.join("|", all(request, "message"), all(request, "maxOutputTokens"), all(request, "model"))
                        + "|" + all(request, "mode"));
    }

    private static String all(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null) {
            assertThat(request.getParameter(name)).isNull();
            return "-";
        }
        assertThat(request.getParameter(name)).isEqualTo(values[0]);
        assertThat(request.getParameterMap().get(name)).containsExactly(values);
        return String.join(",", values);
    }

    private static Site.Work forward(String target) {
        return (request, response) -> request.getRequestDispatcher(target).forward(request, response);
    }

    private static Site.Work include(String target) {
        return (request, response) -> request.getRequestDispatcher(target).include(request, response);
    }

    private String ask(Site site) throws Exception {
        var response = site.send(site.to("/app?" + ASKED).GET());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private String form(Site site) throws Exception {
        var response = site.send(site.to("/app")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(ASKED)));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    @Test
    void aForwardBringsItsParametersAndTheCheckedOnes() throws Exception {
        try (Site site = site().servlet("/app", forward("/page?mode=chat%20a"))
                .servlet("/page", DispatchQueryTest::say)
                .start()) {
            assertThat(ask(site)).isEqualTo(SEEN + "|chat a");
            assertThat(form(site)).isEqualTo(SEEN + "|chat a");
        }
    }

    @Test
    void aForwardWithoutAQueryKeepsTheCheckedOne() throws Exception {
        Site.Work page = (request, response) -> {
            assertThat(request.getQueryString()).isEqualTo("message=hi&maxOutputTokens=800&model=mini");
            assertThat(request.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING))
                    .isEqualTo("message=hi&maxOutputTokens=800&model=mini");
            say(request, response);
        };
        try (Site site =
                site().servlet("/app", forward("/page")).servlet("/page", page).start()) {
            assertThat(ask(site)).isEqualTo(SEEN + "|-");
        }
    }

    @Test
    void whatAnApplicationWritesComesFirst() throws Exception {
        try (Site site = site().servlet("/app", forward("/page?mode=a&message=own"))
                .servlet("/page", DispatchQueryTest::say)
                .start()) {
            assertThat(ask(site)).isEqualTo("own,hi|800|mini|a");
        }
    }

    @Test
    void anIncludeBringsItsParametersAndTakesThemAwayAgain() throws Exception {
        Site.Work page = (request, response) -> {
            say(request, response);
            include("/part?mode=x").run(request, response);
            say(request, response);
        };
        try (Site site = site().servlet("/app", page)
                .servlet("/part", DispatchQueryTest::say)
                .start()) {
            assertThat(ask(site)).isEqualTo(SEEN + "|-" + SEEN + "|x" + SEEN + "|-");
            assertThat(form(site)).isEqualTo(SEEN + "|-" + SEEN + "|x" + SEEN + "|-");
        }
    }

    @Test
    void anIncludeBehindAForwardHasBoth() throws Exception {
        try (Site site = site().servlet("/app", forward("/page?mode=f"))
                .servlet("/page", include("/part?mode=i"))
                .servlet("/part", DispatchQueryTest::say)
                .start()) {
            assertThat(ask(site)).isEqualTo(SEEN + "|i,f");
        }
    }

    @Test
    void anAsyncDispatchHasThem() throws Exception {
        Site.Work start = (request, response) -> request.startAsync().dispatch("/page?mode=a");
        try (Site site = site().servlet("/app", start)
                .servlet("/page", DispatchQueryTest::say)
                .start()) {
            assertThat(ask(site)).isEqualTo(SEEN + "|a");
        }
    }

    @Test
    void aForwardFromAnUnguardedPageIsReadWithBothQueries() throws Exception {
        try (Site site = site().servlet("/open", forward("/app?message=hi&maxOutputTokens=999999&model=mini"))
                .servlet("/more", forward("/app?message=hi&mode=a"))
                .servlet("/app", DispatchQueryTest::say)
                .start()) {
            assertThat(site.send(site.to("/open").GET()).body()).isEqualTo(SEEN + "|-");
            // the client's parameters would be seen behind those of the page
            assertThat(site.send(site.to("/open?maxOutputTokens=9").GET()).statusCode())
                    .isEqualTo(400);
            assertThat(site.send(site.to("/open?maxSteps=9&mode=b").GET()).statusCode())
                    .isEqualTo(400);
            assertThat(site.send(site.to("/more").GET()).statusCode()).isEqualTo(400);
            assertThat(site.send(site.to("/open?maxSteps=1").GET()).body()).isEqualTo(SEEN + "|-");
        }
    }

    @Test
    void anIncludeFromAnUnguardedPageIsReadWithBothQueries() throws Exception {
        Site.Work page = (request, response) -> {
            try {
                include("/app?message=hi&maxOutputTokens=999999&model=mini").run(request, response);
            } catch (RuntimeException | ServletException refused) {
                response.getOutputStream().print("refused");
            }
        };
        try (Site site = site().servlet("/open", page)
                .servlet("/app", DispatchQueryTest::say)
                .start()) {
            assertThat(site.send(site.to("/open").GET()).body()).isEqualTo(SEEN + "|-");
            assertThat(site.send(site.to("/open?model=dear").GET()).body()).isEqualTo("refused");
            assertThat(site.send(site.to("/open?x=1").GET()).body()).isEqualTo("refused");
        }
    }
}
