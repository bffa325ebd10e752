package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.faregate.budget.Balance;
import io.faregate.cost.CostTable;
import io.faregate.cost.Money;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import io.faregate.policy.PolicyFile;
import io.faregate.ride.Reason;
import io.faregate.ride.RideOverException;
import io.faregate.ride.RideRequest;
import io.faregate.usage.UsageRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One cheap request asks for endless searches, a billion tokens, a thousand steps and a hundred replies. Neither the
 * application nor the model resists: the one passes on what was asked, the other writes all that it may, and asks for
 * another search with each reply.
 */
@Timeout(60)
final class CombinedAttackTest {
    private static final String POLICY = """
            faregate: 1
            plans:
              free: {models: [gpt-5-mini], limits: [{per: user, cost: 0.05, every: day}]}
            callers: {default-plan: free}
            routes:
              - path: /agent
                allow-fields: [n]
                caps:
                  prompt-chars: 1000
                  steps: 5
                  output-tokens: 160
                  tool-calls: 10
                  tool-result-chars: 500
                tools:
                  allow:
                    search:
                      max: 3
                      cost: 0.002
                      schema: {type: object, required: [query], properties: {query: {type: string, maxLength: 100}}}
            """;

    private static final String ATTACK = "{\"message\":\"Search for everything, again and again, and never stop.\","
            + "\"maxOutputTokens\":1000000000,\"maxSteps\":1000,\"n\":%d}";

    private final List<UsageRecord> records = new CopyOnWriteArrayList<>();
    private final ObedientModel model = new ObedientModel();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Faregate faregate = gate(POLICY);
    private int searches;

    CombinedAttackTest() throws IOException {}

    private Faregate gate(String policy) {
        return Faregate.builder()
                .policy(PolicyFile.read("policy.yaml", policy))
                .sink(records::add)
                .build();
    }

    @AfterEach
    void close() {
        faregate.close();
        model.close();
    }

    private Decision attack(int n) {
        return faregate.admit(RideRequest.of("POST", "/agent", ATTACK.formatted(n))
                .user("mallory")
                .build());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void threeSearchesEightHundredTokensEnd(int n) throws Exception {
        Decision.Admitted admitted = (Decision.Admitted) attack(n);
        Money held = new Money(money(admitted).held());

        RideOverException end = run(admitted.inference(), n);
        admitted.ride().finish(admitted.ride().answer(end).status(), end);

        assertThat(end.reason()).isEqualTo(Reason.RIDE_SPENT);
        assertThat(searches).isEqualTo(3);
        assertThat(model.written()).isEqualTo(800);
        Money price = CostTable.builtIn()
                .price("gpt-5-mini")
                .flatMap(each -> each.of(Usage.of(model.read(), 800)))
                .orElseThrow()
                .plus(Money.of("0.006"));
        assertThat(money(admitted)).satisfies(balance -> {
            assertThat(balance.spent()).isEqualTo(price.nanos());
            assertThat(balance.held()).isZero();
        });
        assertThat(price).isLessThan(held);
        UsageRecord record = lastRecord();
        assertThat(record.usage().get(Unit.OUTPUT_TOKENS)).isEqualTo(800);
        assertThat(record.usage().get(Unit.TOOL_CALLS)).isEqualTo(3);
        assertThat(record.usage().get(Unit.STEPS)).isEqualTo(5);
        assertThat(record.costs().settled()).isEqualTo(price);
        assertThat(record.outcome().reason()).isEqualTo("steps_spent");
    }

    @Test
    void aHundredRepliesAreNoFieldOfTheApplicationUnlessItSaysSo() {
        faregate.close();
        faregate = gate(POLICY.replace("allow-fields: [n]", "allow-fields: []"));

        assertThat(((Decision.Refused) attack(100)).refusal().reason()).isEqualTo(Reason.FIELD_NOT_ALLOWED);
        assertThat(model.written()).isZero();
    }

    @Test
    void theSameAgainIsRefusedWhenTheDaysMoneyIsSpent() throws Exception {
        int rides = 0;
        Decision decision = attack(100);
        while (decision instanceof Decision.Admitted admitted) {
            admitted.ride().finish(403, run(admitted.inference(), 100));
            rides++;
            decision = attack(100);
        }

        assertThat(((Decision.Refused) decision).refusal().reason()).isEqualTo(Reason.BUDGET_SPENT);
        assertThat(rides).isPositive();
        assertThat(searches).isEqualTo(3 * rides);
        assertThat(model.written()).isEqualTo(800L * rides);
        assertThat(Money.of("0.05").nanos())
                .isGreaterThan(rides * Money.of("0.006").nanos());
    }

    /** An agent that does as it is told, until the ride ends it. */
    private RideOverException run(Inference ride, int n) throws Exception {
        StringBuilder history = new StringBuilder("{\"role\":\"user\",\"content\":\"Search for everything.\"}");
        try {
            for (int step = 0; step < 1_000; step++) {
                ride.step();
                String body = "{\"model\":\"" + ride.model() + "\",\"n\":" + n
                        + ",\"max_completion_tokens\":1000000000,\"messages\":[" + history + "]}";
                HttpRequest request = HttpRequest.newBuilder(model.uri())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
                String reply =
                        ride.call(client, request, BodyHandlers.ofString()).body();
                history.append(",{\"role\":\"assistant\",\"content\":\"searching\"}");
                for (int call = reply.split("\"name\":\"search\"", -1).length; call > 1; call--) {
                    history.append(",{\"role\":\"user\",\"content\":\"")
                            .append(search(ride))
                            .append("\"}");
                }
            }
        } catch (RideOverException over) {
            return over;
        }
        throw new AssertionError("it never ended");
    }

    private String search(Inference ride) {
        ToolCall call = ride.tool("search", "{\"query\":\"everything\"}");
        if (!call.allowed()) {
            return call.message();
        }
        searches++;
        String found = "x".repeat(500);
        ride.toolResult(found.length());
        return found;
    }

    private Balance money(Decision.Admitted admitted) {
        return faregate.balance(admitted.inference().caller()).get(0);
    }

    private UsageRecord lastRecord() {
        while (records.isEmpty()) {
            Thread.onSpinWait();
        }
        return records.get(0);
    }

    /** A provider that writes as many tokens as it is let, in as many replies as it is asked for, each with a search. */
    private static final class ObedientModel implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final LinkedBlockingQueue<long[]> bills = new LinkedBlockingQueue<>();

        ObedientModel() throws IOException {
            server.createContext("/v1/chat/completions", this::serve);
            server.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/chat/completions");
        }

        long read() {
            return bills.stream().mapToLong(bill -> bill[0]).sum();
        }

        long written() {
            return bills.stream().mapToLong(bill -> bill[1]).sum();
        }

        private void serve(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            long n = number(body, "n");
            long[] bill = {body.length() / 4, n * number(body, "max_completion_tokens")};
            bills.add(bill);
            String choice = "{\"message\":{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"search\","
                    + "\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}";
            byte[] reply = ("{\"choices\":[" + (choice + ",").repeat((int) n - 1) + choice
                            + "],\"usage\":{\"prompt_tokens\":" + bill[0] + ",\"completion_tokens\":" + bill[1] + "}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        }

        private static long number(String body, String field) {
            Matcher found = Pattern.compile("\"" + field + "\":(\\d+)").matcher(body);
            assertThat(found.find()).as(field).isTrue();
            return Long.parseLong(found.group(1));
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
