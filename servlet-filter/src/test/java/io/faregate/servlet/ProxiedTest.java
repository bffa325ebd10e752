package io.faregate.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.policy.Callers;
import io.faregate.policy.Forwarding;
import io.faregate.policy.Policy;
import org.junit.jupiter.api.Test;

/** The client's address behind trusted proxies, as each container shows the lines of a header. */
class ProxiedTest extends OnEachContainer {

    private Site behind(Forwarding header, String... proxies) {
        Policy said = Policy.builder()
                .callers(new Callers().trustedProxies(proxies).forwarded(header))
                .route("/app", route -> route.dialect("none"))
                .build();
        return site().callers(said.callers()).servlet("/app", (request, response) -> response.setContentLength(0));
    }

    private static String network(Site site, String... lines) throws Exception {
        try (RawClient client = new RawClient(site.port())) {
            StringBuilder head = new StringBuilder("POST /app HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n");
            for (String line : lines) {
                head.append(line).append("\r\n");
            }
            client.send(head + "\r\n");
            client.readResponse();
        }
        return site.record().network();
    }

    @Test
    void ofSeveralLinesTheRightmostHopOfTheLastThatIsNoProxyCounts() throws Exception {
        try (Site site =
                behind(Forwarding.X_FORWARDED_FOR, "127.0.0.1", "10.0.0.7").start()) {
            assertThat(network(site, "X-Forwarded-For: 1.1.1.1, 2.2.2.2", "x-forwarded-for: 3.3.3.3, 4.4.4.4"))
                    .isEqualTo("4.4.4.4");
            assertThat(network(
                            site,
                            "X-Forwarded-For: 1.1.1.1, 2.2.2.2",
                            "Accept: */*",
                            "X-FORWARDED-FOR: 3.3.3.3, 10.0.0.7",
                            "x-forwarded-for: 10.0.0.7"))
                    .isEqualTo("3.3.3.3");
            assertThat(network(site, "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2001:DB8::1"))
                    .isEqualTo("2001:db8::/64");
            assertThat(network(site, "X-Forwarded-For: 10.0.0.7", "Forwarded: for=1.1.1.1"))
                    .isEqualTo("10.0.0.7");
            assertThat(network(site)).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void linesOfForwardedAreReadAlike() throws Exception {
        try (Site site = behind(Forwarding.FORWARDED, "127.0.0.1", "10.0.0.7").start()) {
            assertThat(network(
                            site,
                            "Forwarded: for=1.1.1.1;by=\"",
                            "Forwarded: for=\"2.2.2.2:_x\";proto=https, for=10.0.0.7",
                            "X-Forwarded-For: 9.9.9.9"))
                    .isEqualTo("2.2.2.2");
            assertThat(network(site, "Forwarded: for=1.1.1.1", "forwarded: for=\"[2001:db8:0:1::9]:80\""))
                    .isEqualTo("2001:db8:0:1::/64");
        }
    }

    @Test
    void withoutATrustedProxyThePeerCountsWhateverItSays() throws Exception {
        try (Site site = behind(Forwarding.X_FORWARDED_FOR, "10.0.0.7").start()) {
            assertThat(network(site, "X-Forwarded-For: 1.1.1.1", "X-Forwarded-For: 2.2.2.2"))
                    .isEqualTo("127.0.0.1");
        }
    }
}
