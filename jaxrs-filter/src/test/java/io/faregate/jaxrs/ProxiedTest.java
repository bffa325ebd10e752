package io.faregate.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.PolicyFile;
import io.faregate.ride.Ticker;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client's address behind trusted proxies, as implementations show the lines of a header. */
final class ProxiedTest {
    private Site site;

    @AfterEach
    void close() {
        site.close();
    }

    private void start(String header) throws Exception {
        site = new Site(PolicyFile.read("proxied.yaml", """
                        faregate: 1
                        callers: {trusted-proxies: [127.0.0.1, 10.0.0.7], forwarded: %s}
                        routes: [{path: /echo, dialect: none, require: anyone}]
                        """.formatted(header)), Ticker.system());
        site.application(new FaregateFeature(site.faregate()), new Desk()).start();
    }

    private String network(String... lines) throws Exception {
        try (Socket socket = site.ask("POST", "/echo", "{}", lines)) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            return site.record().network();
        }
    }

    @ParameterizedTest
    @CsvSource({"x-forwarded-for, 'X-Forwarded-For: ', ''", "forwarded, Forwarded: for=, ;proto=https"})
    void ofSeveralLinesTheRightmostHopOfTheLastThatIsNoProxyCounts(String header, String before, String behind)
            throws Exception {
        start(header);

        assertThat(network(before + "1.1.1.1" + behind, before + "2.2.2.2" + behind))
                .isEqualTo("2.2.2.2");
        assertThat(network(before + "1.1.1.1" + behind, "X-Other: x", before + "10.0.0.7" + behind))
                .isEqualTo("1.1.1.1");
        assertThat(network()).isEqualTo("127.0.0.1");
    }
}
