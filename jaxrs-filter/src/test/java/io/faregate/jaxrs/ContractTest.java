package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.integrations.Exchange;
import io.faregate.ride.Ticker;
import io.faregate.usage.UsageRecord;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What comes of a request is the same whoever guards: the servlet filter, the feature of JAX-RS, or one behind the other. */
final class ContractTest {
    private final Site site = new Site(Exchange.policy(), Ticker.system());

    @AfterEach
    void close() {
        site.close();
    }

    @TestFactory
    Stream<DynamicTest> theServletFilter() throws Exception {
        site.filter().servlet(new DeskServlet(), "/").start();
        return exchanges().map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> theFeature() throws Exception {
        site.application(new FaregateFeature(site.faregate()), new Desk()).start();
        Implementation implementation = Implementation.present();
        return exchanges()
                // FeatureTest shows what comes of it else
                .filter(exchange -> implementation.tellsOfFailures() || !exchange.asks("POST /fail"))
                .map(exchange -> implementation.readsFormsBehindFilters() || !exchange.asks("POST /form")
                        ? exchange
                        : exchange.answered("null null"))
                .map(this::test);
    }

    @TestFactory
    Stream<DynamicTest> theFeatureBehindTheServletFilter() throws Exception {
        site.filter()
                .application(new FaregateFeature(site.faregate()), new Desk())
                .start();
        return exchanges().map(this::test);
    }

    private static Stream<Exchange> exchanges() {
        return Exchange.all().stream();
    }

    private DynamicTest test(Exchange exchange) {
        return DynamicTest.dynamicTest(exchange.name(), () -> hold(exchange));
    }

    private void hold(Exchange exchange) throws Exception {
        HttpResponse<String> response = site.send(exchange.request(site::to));
        String record = exchange.record().equals("-") ? "-" : said(site.record());

        exchange.assertAnswered(response);
        assertThat(record).isEqualTo(exchange.record());
        assertThat(site.furtherRecords()).isEmpty();
    }

    private static String said(UsageRecord record) {
        return record.outcome().status() + " " + record.outcome().httpStatus() + " "
                + record.costs().source().name().toLowerCase(Locale.ROOT);
    }
}
