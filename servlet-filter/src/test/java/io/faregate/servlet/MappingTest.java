package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Reservation;
import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;

/** A filter whose mapping names no dispatcher: it sees what clients ask for, and no dispatch that follows. */
class MappingTest extends OnEachContainer {
    private static final String CHAT = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
    private static final String REPLY = "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
            + "\"grü\uD83D\uDE03ß\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":7}}";

    @Test
    void aDispatchOfAnAsynchronousRequestIsMeteredPastTheFilter() throws Exception {
        Site.Work work = (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                request.startAsync().dispatch();
                return;
            }
            response.setContentType("application/json;charset=UTF-8");
            response.getWriter().print(REPLY);
        };
        try (Site site = site().requestsAlone().servlet("/chat", work).start()) {
            assertThat(site.post("/chat", CHAT).body()).isEqualTo(REPLY);
            var record = site.record();
            assertThat(record.outcome().status()).isEqualTo("completed");
            assertThat(record.costs().settled().nanos()).isEqualTo(7);
            assertThat(site.store.endings).containsExactly(Reservation.State.SETTLED);
        }
    }

    @Test
    void anErrorPageIsShownPastTheFilter() throws Exception {
        try (Site site = site()) {
            site.requestsAlone()
                    .errorPage(502, "/sorry")
                    .servlet("/app", (request, response) -> response.sendError(502))
                    .servlet(
                            "/sorry",
                            (request, response) -> response.getWriter().print("sorry"))
                    .start();
            var response = site.post("/app", SilentApplication.JSON);
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).isEqualTo("sorry");
            assertThat(site.record().outcome().httpStatus()).isEqualTo(502);
            assertThat(site.store.endings).hasSize(1);
        }
    }

    @Test
    void aForwardToAGuardedPathIsNotGuardedPastTheFilter() throws Exception {
        try (Site site = site().requestsAlone()
                .servlet(
                        "/open",
                        (request, response) ->
                                request.getRequestDispatcher("/app").forward(request, response))
                .servlet("/app", (request, response) -> response.getWriter().print("unguarded"))
                .start()) {
            assertThat(site.post("/open", "{}").body()).isEqualTo("unguarded");
            assertThat(site.store.reserved).hasValue(0);
        }
    }
}
