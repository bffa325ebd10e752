package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.budget.Measure;
import io.faregate.budget.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.OuterList;
import org.greenbytes.http.sfv.Parametrizable;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
        for (Map.Entry<String, List<String>> field : Map.of(
                        "RateLimit-Policy", List.of("q", "w"), "RateLimit", List.of("r"))
                .entrySet()) {
            OuterList items = Parser.parseList(headers.get(field.getKey()));
            assertThat(items.get()).hasSize(2).allSatisfy(item -> {
                assertThat(item).isInstanceOf(StringItem.class);
                for (String parameter : field.getValue()) {
                    assertThat(((Parametrizable<?>) item).getParams().get(parameter))
                            .isInstanceOfSatisfying(
                                    IntegerItem.class,
                                    number -> assertThat(number.getAsLong()).isNotNegative());
                }
            });
        }
    }

    @Test
    void nothingIsSaidUnlessThePolicyShowsIt() {
        assertThat(gate.admit(HELLO).ride().headers()).containsOnlyKeys("Faregate-Ride-Id");
    }
}
