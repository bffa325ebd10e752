package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Balance;
import io.faregate.cost.Money;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.Caller;
import io.faregate.test.MovedTicker;
import io.faregate.usage.UsageRecord;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rides that were let in by their path, and for which JAX-RS then finds nobody: they cost nothing, and end at once. */
final class UnmatchedTest {
    private static final String POLICY = """
            faregate: 1
            callers: {default-plan: free}
            costs: {tables: [built-in]}
            plans: {free: {models: [gpt-5-nano]}}
            limits: [{cost: 1, every: day}]
            routes: [{path: /*, dialect: app, require: anyone, caps: {duration: 60s}}]
            """;
    private static final Caller ANYONE = new Caller(null, null, null, "127.0.0.1", Map.of());

    private final MovedTicker ticker = new MovedTicker();
    private final Site site = new Site(PolicyFile.read("unmatched.yaml", POLICY), ticker);
    private final Shelf shelf = new Shelf();

    @AfterEach
    void close() {
        site.close();
    }

    @Path("/")
    public static final class Shelf {
        final AtomicInteger reached = new AtomicInteger();

        @POST
        @Path("json")
        @Produces(MediaType.APPLICATION_JSON)
        public String json(String body) {
            return reach();
        }

        @POST
        @Path("text")
        @Consumes(MediaType.TEXT_PLAIN)
        public String text(String body) {
            return reach();
        }

        @POST
        @Path("number")
        public String number(@HeaderParam("X-Number") int number, String body) {
            return reach();
        }

        @POST
        @Path("numbers/{number}")
        public String segment(@PathParam("number") int number, String body) {
            return reach();
        }

        @Path("below")
        public Shelf below() {
            return this;
        }

        @POST
        @Path("fail")
        public String fail(String body) {
            throw new PlannedException();
        }

        private String reach() {
            return "reached " + reached.incrementAndGet();
        }
    }

    static final class PlannedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static final class FailingMapper implements ExceptionMapper<PlannedException> {
        @Override
        public Response toResponse(PlannedException failure) {
            throw new IllegalStateException("This is what the test wants.", failure);
        }
    }

    private void alone() throws Exception {
        site.application(new FaregateFeature(site.faregate()), new FailingMapper(), shelf)
                .start();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return site.send(site.to(path)
                .header("Content-Type", "application/json")
                .header("Accept", path.endsWith("json") ? "image/png" : "*/*")
                .header("X-Number", "many")
                .method(method, BodyPublishers.ofString("{\"message\":\"Hello\"}")));
    }

    private void assertGivenBack(UsageRecord record, int status) {
        assertThat(record.outcome().httpStatus()).isEqualTo(status);
        assertThat(record.costs().held().nanos()).isPositive();
        assertThat(record.costs().settled()).isEqualTo(Money.ZERO);
        Balance balance = site.faregate().balance(ANYONE).get(0);
        assertThat(balance.held()).isZero();
        assertThat(balance.spent()).isZero();
        assertThat(site.furtherRecords()).isEmpty();
        assertThat(shelf.reached).hasValue(0);
    }

    private void assertCostsNothing(String method, String path, int status) throws Exception {
        assertThat(ask(method, path).statusCode()).isEqualTo(status);

        assertGivenBack(site.record(), status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /nowhere, 404",
        "POST, /nowhere;a=b, 404",
        "POST, /below/nowhere, 404",
        "POST, /numbers/many, 404",
        "PUT, /text, 405",
        "PUT, /text;a=b, 405",
        "POST, /json, 406",
        "POST, /below/json, 406",
        "POST, /text, 415",
        "POST, /number, 400"
    })
    void aRequestThatNobodyTakesCostsNothing(String method, String path, int status) throws Exception {
        alone();

        assertCostsNothing(method, path, status);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /nowhere, 404",
        "POST, /numbers/many, 404",
        "PUT, /text, 405",
        "POST, /json, 406",
        "POST, /text, 415",
        "POST, /number, 400"
    })
    void norDoesItBehindTheServletFilter(String method, String path, int status) throws Exception {
        site.filter().application(new FaregateFeature(), shelf).start();

        assertCostsNothing(method, path, status);
    }

    /** Where nobody is told of the failure, the deadline ends the ride: who has failed may have called a model before. */
    @Test
    void aMapperThatFailsItselfKeepsNothingHeld() throws Exception {
        alone();

        assertThat(ask("POST", "/fail").statusCode()).isEqualTo(500);
        ticker.advance(Duration.ofSeconds(91));
        site.record();

        assertThat(site.faregate().balance(ANYONE).get(0).held()).isZero();
    }
}
