package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.ride.RideOverException;
import io.faregate.usage.UsageRecord;
import io.faregate.usage.UsageSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Applications that write the tokens by themselves, and do not end. */
class OwnStreamTest extends OnEachContainer {
    private static final String ASKED =
            "{\"model\":\"mini\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    /** Eighty bytes: ten tokens at least. */
    private static final String TEN_TOKENS =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "x".repeat(80) + "\"}}]}\n\n";

    private static void writeForEver(HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        while (true) {
            response.getOutputStream().write(TEN_TOKENS.getBytes(StandardCharsets.UTF_8));
            response.getOutputStream().flush();
        }
    }

    @Test
    void theLastEventOfAServletSaysThatTheMoneyIsSpent() throws Exception {
        assertEndedByItsMoney((request, response) -> writeForEver(response));
    }

    @Test
    void theWriterHearsOfItToo() throws Exception {
        assertEndedByItsMoney((request, response) -> {
            response.setContentType("text/event-stream");
            while (true) {
                response.getWriter().print(TEN_TOKENS);
                response.getWriter().flush();
            }
        });
    }

    @Test
    void soDoesWorkOfTheContainersThreads() throws Exception {
        assertEndedByItsMoney((request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    writeForEver((HttpServletResponse) context.getResponse());
                } catch (IOException failure) {
                    context.complete();
                }
            });
        });
    }

    private void assertEndedByItsMoney(Site.Work work) throws Exception {
        try (Site site = site().servlet("/chat", work).start()) {
            String body = site.post("/chat", ASKED).body();

            assertThat(body).startsWith(TEN_TOKENS.repeat(20));
            assertThat(body.substring(20 * TEN_TOKENS.length()))
                    .startsWith("event: error\ndata: {")
                    .contains("more than it was asked for")
                    .endsWith("}\n\n")
                    .doesNotContain("xxx");
            assertSettled(site);
        }
    }

    /** Its own thread hears of it, and nobody else; the client is told soon after. */
    @Test
    void aThreadOfTheApplicationsOwnMayTellNobody() throws Exception {
        CompletableFuture<RideOverException> heard = new CompletableFuture<>();
        Site.Work work = (request, response) -> {
            AsyncContext context = request.startAsync();
            new Thread(() -> {
                        try {
                            writeForEver((HttpServletResponse) context.getResponse());
                        } catch (IOException | RuntimeException over) {
                            heard.complete((RideOverException) over);
                        }
                    })
                    .start();
        };
        try (Site site = site().servlet("/chat", work).start()) {
            String body = site.post("/chat", ASKED).body();

            assertThat(heard.get(10, TimeUnit.SECONDS).rule()).isEqualTo("caps.output-tokens");
            assertThat(body).contains("event: error\ndata: {").contains("more than it was asked for");
            assertSettled(site);
        }
    }

    private static void assertSettled(Site site) throws InterruptedException {
        UsageRecord record = site.record();
        assertThat(record.outcome().reason()).isEqualTo("budget_spent");
        assertThat(record.costs().source()).isEqualTo(UsageSource.DELIVERED);
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(200);
        assertThat(site.store.endings).hasSize(1);
    }
}
