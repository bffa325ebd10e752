package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.usage.UsageRecord;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

/**
 * A servlet that starts asynchronous work again in a dispatch of the first: a container drops the listeners of the first
 * start then, and what happens behind the second is told to those alone that were added anew.
 */
class StartedAgainTest extends OnEachContainer {
    private static final String AGAIN = "again";

    private Site startingTwice(Site.Work behind) {
        return site().lostClients(SilentApplication.QUIET).servlet("/app", (request, response) -> {
            AsyncContext context = request.startAsync();
            if (request.getAttribute(AGAIN) == null) {
                request.setAttribute(AGAIN, true);
                context.dispatch();
            } else {
                behind.run(request, response);
            }
        });
    }

    @Test
    void theTimeOutOfTheSecondEndsTheRide() throws Exception {
        try (Site site = startingTwice(
                        (request, response) -> request.getAsyncContext().setTimeout(50))
                .start()) {
            assertThat(site.post("/app", SilentApplication.JSON).statusCode()).isEqualTo(500);

            assertEnded(site, "cancelled", "deadline");
        }
    }

    /** As a framework does that has the container's own objects: nobody but the container tells of it. */
    @Test
    void theEndOfTheSecondPastTheGateEndsTheRide() throws Exception {
        Site.Work past = (request, response) -> {
            response.getWriter().print("done");
            bare(request).getAsyncContext().complete();
        };
        try (Site site = startingTwice(past).start()) {
            assertThat(site.post("/app", SilentApplication.JSON).body()).isEqualTo("done");

            assertEnded(site, "completed", "");
        }
    }

    @Test
    void aClientThatLeavesBehindTheSecondEndsTheRide() throws Exception {
        Site.Work silent = (request, response) -> {
            request.getAsyncContext().setTimeout(0);
            response.setContentType("text/event-stream");
            response.getWriter().print("data: first\n\n");
            response.flushBuffer();
        };
        try (Site site = startingTwice(silent).start();
                RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app")).readTo("data: first\n\n");
            client.reset();

            assertEnded(site, "cancelled", "client_gone");
        }
    }

    private static void assertEnded(Site site, String status, String reason) throws InterruptedException {
        UsageRecord record = site.record();
        assertThat(record.outcome().status()).isEqualTo(status);
        assertThat(record.outcome().reason()).isEqualTo(reason);
        assertThat(site.store.endings).hasSize(1);
    }

    private static ServletRequest bare(HttpServletRequest request) {
        ServletRequest bare = request;
        while (bare instanceof ServletRequestWrapper wrapper) {
            bare = wrapper.getRequest();
        }
        return bare;
    }
}
