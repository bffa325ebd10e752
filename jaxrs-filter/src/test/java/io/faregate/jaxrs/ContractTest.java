package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.jaxrs.Exchange.Message;
import io.faregate.ride.Ticker;
import io.faregate.usage.UsageRecord;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What comes of a request is the same whoever guards: the servlet filter, the feature of JAX-RS, or one behind the other. */
final class ContractTest {
    private final Site site = new Site(Site.policy("contract.yaml"), Ticker.system());

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
        HttpResponse<String> response = site.send(request(exchange.asked()));
        String record = exchange.record().equals("-") ? "-" : said(site.record());

        String id = response.headers().firstValue(Guarded.RIDE).orElse("-");
        Message expected = exchange.expected();
        assertThat("HTTP " + response.statusCode() + "\n" + response.body().strip())
                .matches(Exchange.pattern((expected.start() + "\n" + expected.body()).replace("{ride}", id)));
        expected.headers()
                .forEach((name, value) -> assertThat(header(response, name))
                        .as(name)
                        .matches(Exchange.pattern(value.replace("{ride}", id))));
        assertThat(record).isEqualTo(exchange.record());
        assertThat(site.furtherRecords()).isEmpty();
    }

    /** All values, as a header that is there twice is a mistake; a dash for none. */
    private static String header(HttpResponse<String> response, String name) {
        String values = String.join(", ", response.headers().allValues(name));
        return values.isEmpty() ? "-" : values;
    }

    private static String said(UsageRecord record) {
        return record.outcome().status() + " " + record.outcome().httpStatus() + " "
                + record.costs().source().name().toLowerCase(Locale.ROOT);
    }

    private HttpRequest.Builder request(Message asked) {
        String[] start = asked.start().split(" ", -1);
        HttpRequest.Builder request = site.to(start[1])
                .method(
                        start[0],
                        asked.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(asked.body()));
        asked.headers().forEach(request::header);
        return request;
    }
}
