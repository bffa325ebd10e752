package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Dimension;
import io.faregate.budget.Measure;
import io.faregate.budget.Window;
import io.faregate.policy.Limits;
import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parametrizable;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitFieldsTest {
    private static final String HELLO = "{\"message\":\"hello\"}";

    private final TestGate gate = new TestGate()
            .perDay(Measure.REQUESTS, 2)
            .limit(Measure.REQUESTS, 100, new Window.Rolling(Duration.ofMinutes(10)))
            .perDay(Measure.COST, 1_000_000_000);

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void answersSayWhatIsLeftOfRequestsAndNothingOfMoney() {
        gate.showLimits();
        assertThat(gate.admit(HELLO).ride().headers())
                .containsKey("Faregate-Ride-Id")
                .containsEntry("RateLimit-Policy", "\"limits[0]\";q=2;w=86400, \"limits[1]\";q=100;w=600")
                .hasEntrySatisfying(
                        "RateLimit",
                        field -> assertThat(field).matches("\"limits\\[0]\";r=1;t=[0-9]+, \"limits\\[1]\";r=99"));
    }

    @Test
    void aRefusalIsNeverToldToComeBackBeforeTheReset() {
        gate.showLimits();
        gate.admit(HELLO);
        gate.admit(HELLO);
        Map<String, String> headers = gate.refuse(HELLO).answer().headers();
        String reset = headers.get("RateLimit").replaceAll(".*?;r=0;t=([0-9]+).*", "$1");
        assertThat(Long.parseLong(headers.get("Retry-After"))).isGreaterThanOrEqualTo(Long.parseLong(reset));
        gate.clock.advance(Duration.ofSeconds(Long.parseLong(headers.get("Retry-After"))));
        gate.admit(HELLO);
    }

    @Test
    void aForeignParserReadsThemAsListsOfStringsWithNumbers() {
        gate.showLimits();
        Map<String, String> headers = gate.admit(HELLO).ride().headers();
        assertParameters(headers.get("RateLimit-Policy"), List.of(Set.of("q", "w"), Set.of("q", "w")));
        // a rolling window has no moment at which it is full again
        assertParameters(headers.get("RateLimit"), List.of(Set.of("r", "t"), Set.of("r")));
    }

    @ParameterizedTest
    @ValueSource(longs = {999_999_999_999_999L, 1_000_000_000_000_000L, 999_999_999_999_999_999L, Long.MAX_VALUE})
    void anAmountWithoutAnEndIsStillANumberThatParsersTake(long amount) {
        Policy policy = Policy.builder()
                .showLimits()
                .limit(Limits.per(Dimension.USER).requests(amount).every(Window.Period.DAY))
                .route("/chat", route -> route.dialect("none"))
                .build();
        try (Faregate plenty = Faregate.of(policy)) {
            Map<String, String> headers = ((Decision.Admitted)
                            plenty.admit(TestGate.request("").build()))
                    .ride()
                    .headers();
            assertParameters(headers.get("RateLimit-Policy"), List.of(Set.of("q", "w")));
            assertParameters(headers.get("RateLimit"), List.of(Set.of("r", "t")));
            assertThat(headers.get("RateLimit-Policy")).contains(";q=999999999999999;");
        }
    }

    @Test
    void nothingIsSaidOfWhatOthersShareNorOfWhatOthersUse() {
        Policy policy = Policy.builder()
                .showLimits()
                .limit(Limits.pool().requests(1_000).every(Window.Period.DAY))
                .limit(Limits.per(Dimension.ROUTE).requests(900).every(Window.Period.DAY))
                .limit(Limits.per(Dimension.PLAN).requests(800).every(Window.Period.DAY))
                .limit(Limits.per(Dimension.SUBNET).requests(700).every(Window.Period.DAY))
                .limit(Limits.per(Dimension.USER).requests(600).every(Window.Period.DAY))
                .limit(Limits.per(Dimension.IP).requests(500).every(Window.Period.DAY))
                .route(
                        "/chat",
                        route -> route.dialect("none")
                                .limit(Limits.pool().requests(400).every(Window.Period.DAY)))
                .build();
        try (Faregate shared = Faregate.of(policy)) {
            for (int i = 0; i < 3; i++) {
                String other = "other" + i;
                shared.admit(RideRequest.of("POST", "/chat", "")
                        .user(other)
                        .peer("192.0.2." + i)
                        .build());
            }
            Map<String, String> headers = ((Decision.Admitted) shared.admit(RideRequest.of("POST", "/chat", "")
                            .user("alice")
                            .peer("192.0.2.9")
                            .build()))
                    .ride()
                    .headers();
            assertThat(headers)
                    .containsEntry("RateLimit-Policy", "\"limits[4]\";q=600;w=86400, \"limits[5]\";q=500;w=86400");
            assertThat(headers.get("RateLimit"))
                    .matches("\"limits\\[4]\";r=599;t=[0-9]+, \"limits\\[5]\";r=499;t=[0-9]+");
        }
    }

    private static void assertParameters(String field, List<Set<String>> names) {
        List<? extends ListElement<?>> items = Parser.parseList(field).get();
        assertThat(items).hasSameSizeAs(names).allMatch(StringItem.class::isInstance);
        for (int i = 0; i < names.size(); i++) {
            Map<String, ?> parameters = ((Parametrizable<?>) items.get(i)).getParams();
            assertThat(parameters.keySet()).isEqualTo(names.get(i));
            parameters.forEach((name, value) -> assertThat(value)
                    .as(name)
                    .isInstanceOfSatisfying(
                            IntegerItem.class,
                            number -> assertThat(number.getAsLong()).isGreaterThanOrEqualTo(name.equals("w") ? 1 : 0)));
        }
    }

    @Test
    void nothingIsSaidUnlessThePolicyShowsIt() {
        assertThat(gate.admit(HELLO).ride().headers()).containsOnlyKeys("Faregate-Ride-Id");
    }
}
