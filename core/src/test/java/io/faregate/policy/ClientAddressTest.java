package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who forges an address, and what it is good for. */
class ClientAddressTest {
    private static final String PROXY = "10.0.0.7";
    private static final String CLIENT = "203.0.113.9";

    private final ClientAddress none = address(Forwarding.X_FORWARDED_FOR);
    private final ClientAddress list = address(Forwarding.X_FORWARDED_FOR, PROXY, "10.1.0.0/24", "2001:db8:ffff::/48");
    private final ClientAddress forwarded = address(Forwarding.FORWARDED, PROXY, "10.1.0.0/24");

    @Test
    void withoutATrustedProxyAllHeadersAreTheClientsOwnWords() {
        Set<String> networks = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            networks.add(none.network(TestHead.from(CLIENT)
                    .header("X-Forwarded-For", "198.51.100." + i)
                    .header("Forwarded", "for=198.51.100." + i)));
            networks.add(list.network(TestHead.from(CLIENT).header("X-Forwarded-For", "198.51.100." + i)));
        }

        assertThat(networks).containsExactly(CLIENT);
    }

    @Test
    void theRightmostAddressThatIsNoTrustedProxyCounts() {
        assertThat(network("1.1.1.1, 2.2.2.2")).isEqualTo("2.2.2.2");
        assertThat(network("1.1.1.1, 2.2.2.2, 10.1.0.5")).isEqualTo("2.2.2.2");
        assertThat(network("10.1.0.9, 2.2.2.2,10.1.0.5 , 10.0.0.7")).isEqualTo("2.2.2.2");
    }

    @Test
    void severalLinesAreOneListInTheirOrder() {
        TestHead head = TestHead.from(PROXY)
                .header("X-Forwarded-For", "1.1.1.1, 2.2.2.2")
                .header("x-forwarded-for", "3.3.3.3, 10.1.0.5")
                .header("X-FORWARDED-FOR", "10.1.0.6");

        assertThat(list.network(head)).isEqualTo("3.3.3.3");
    }

    @Test
    void ofTrustedProxiesAloneTheFarthestIsTheClient() {
        assertThat(network("10.1.0.9, 10.1.0.5")).isEqualTo("10.1.0.9");
        assertThat(network("")).isEqualTo(PROXY);
        assertThat(list.network(TestHead.from(PROXY))).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "_hidden",
                "a b",
                "1.1.1.1, unknown",
                "1.1.1.1, localhost",
                "300.1.1.1",
                "1.2.3",
                "01.2.3.4",
                "1.2.3.4.5",
                "1.2.3.4:99999999",
                "1.2.3.4:_",
                "1.2.3.4:_x y",
                "1.2.3.4:x",
                "1.2.3.4:80_x",
                "[::1]:_",
                "::1::2",
                "[::1",
                "[::1]]",
                "[::1]:",
                "12345::",
                "::g",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1.2.3.4::",
                "1:2:3:4:5:6:7::8",
                "٣.1.1.1",
                "0x7f.0.0.1",
                "2130706433",
                "\u0000",
                "1.1.1.1\n",
                "-1.1.1.1",
                "example.com",
                "%eth0",
                "fe80::1%",
                "\"1.1.1.1\"",
                "1.1.1.1;2.2.2.2"
            })
    void whatIsNoAddressIsThePeer(String hop) {
        // what strips to an address is one
        String expected = Address.hop(hop).map(Address::network).orElse(PROXY);

        assertThat(network(hop)).isEqualTo(expected).isIn(PROXY, "1.1.1.1", "fe80::/64");
        assertThat(list.network(TestHead.from(hop))).isIn(ClientAddress.UNKNOWN, "1.1.1.1", "fe80::/64");
    }

    @Test
    void aClientOnLoopbackIsNoTrustedProxy() {
        assertThat(network("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(network("8.8.8.8, 127.0.0.1")).isEqualTo("127.0.0.1");
    }

    @Test
    void commasAndHopsWithoutEndAreReadInAMomentAndGiveNothingAway() {
        assertThat(network(",".repeat(1_000_000))).isEqualTo(PROXY);
        assertThat(network("8.8.8.8" + ",".repeat(8_000))).isEqualTo("8.8.8.8");
        assertThat(network("8.8.8.8" + ", 10.1.0.1".repeat(100_000))).isEqualTo(PROXY);
        assertThat(network("1".repeat(1_000_000))).isEqualTo(PROXY);
        assertThat(of("\"".repeat(1_000_000))).isEqualTo(PROXY);
    }

    @Test
    void forwardedIsReadByItsOwnGrammar() {
        assertThat(of("for=192.0.2.1, for=\"[2001:db8::1]:4711\";proto=https")).isEqualTo("2001:db8::/64");
        assertThat(of("For=\"192.0.2.1:47011\"")).isEqualTo("192.0.2.1");
        assertThat(of("by=203.0.113.43 ; proto=http; FOR = 192.0.2.1;host=a")).isEqualTo("192.0.2.1");
        assertThat(of("for=192.0.2.1;by=\"a,b;for=9.9.9.9\", for=10.1.0.5")).isEqualTo("192.0.2.1");
        assertThat(of("for=192.0.2.1;by=\"a,b\", for=10.1.0.5")).isEqualTo("192.0.2.1");
        assertThat(of("for=\"192.0.2.1:_x\"")).isEqualTo("192.0.2.1");
        assertThat(of("for=1.1.1.1, for=\"[2001:db8::1]:_Hidden.port-1\"")).isEqualTo("2001:db8::/64");
        assertThat(of("for=unknown")).isEqualTo(PROXY);
        assertThat(of("for=\"_gazonk\"")).isEqualTo(PROXY);
        assertThat(of("proto=https")).isEqualTo(PROXY);
        assertThat(of("for=1.1.1.1;for=2.2.2.2")).isEqualTo(PROXY);
        assertThat(of("for=\"1.1.1\\.1\"")).isEqualTo(PROXY);
        assertThat(of("1.1.1.1")).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=\"", "for=\"x", "\",for=\"1.1.1.1", "for=1.1.1.1;a=\"\\", "\"\"\"", "a=\"b\\\""})
    void whatTheClientWroteDoesNotChangeHowTheProxyIsRead(String smuggled) {
        assertThat(of(smuggled + ", for=192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(of(smuggled + ", for=192.0.2.1, for=\"10.1.0.5:80\"")).isEqualTo("192.0.2.1");
    }

    @Test
    void whatAProxyQuotesIsNoHopAndHidesNone() {
        String client = "for=1.1.1.1;by=\"";

        assertThat(of(client + ", for=192.0.2.1;host=\"a\\\"b\"")).isEqualTo("192.0.2.1");
        assertThat(of(client + ", for=192.0.2.1;host=\"a\\\\\"")).isEqualTo("192.0.2.1");
        assertThat(of("for=192.0.2.1;host=\"a;for=9.9.9.9\"")).isEqualTo("192.0.2.1");
        assertThat(of("proto=https;host=\"a;for=9.9.9.9;b=\"")).isEqualTo(PROXY);
    }

    @Test
    void onlyTheHeaderThatIsConfiguredIsRead() {
        TestHead head = TestHead.from(PROXY)
                .header("Forwarded", "for=1.1.1.1")
                .header("X-Forwarded-For", "2.2.2.2")
                .header("X-Real-IP", "3.3.3.3")
                .header("CF-Connecting-IP", "4.4.4.4")
                .header("True-Client-IP", "5.5.5.5")
                .header("X-Client-IP", "6.6.6.6");

        assertThat(forwarded.network(head)).isEqualTo("1.1.1.1");
        assertThat(list.network(head)).isEqualTo("2.2.2.2");
        assertThat(address(Forwarding.NONE, PROXY).network(head)).isEqualTo(PROXY);
    }

    @Test
    void aThousandAddressesOfOneNetworkAreOneClient() {
        Set<String> networks = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            networks.add(network("2001:db8:0:1::" + Integer.toHexString(i)));
        }

        assertThat(networks).containsExactly("2001:db8:0:1::/64");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.0.2.1:4711, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "[::FFFF:c000:201]:80, 192.0.2.1",
        "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
        "2001:DB8:0:1:a:b:c:d, 2001:db8:0:1::/64",
        "2001:0db8:0000:0001::, 2001:db8:0:1::/64",
        "[2001:db8:0:1::9]:443, 2001:db8:0:1::/64",
        "[2001:db8:0:1::9], 2001:db8:0:1::/64",
        "2001:db8::1, 2001:db8::/64",
        "fe80::1%eth0, fe80::/64",
        "[fe80::1%25eth0]:80, fe80::/64",
        "0:0:0:1::1, 0:0:0:1::/64",
        "::1, ::/64",
        "::, ::/64",
        "1:2:3:4:5:6:7.8.9.10, 1:2:3:4::/64",
        "192.0.2.1:_x, 192.0.2.1",
        "[2001:db8:0:1::9]:_a.b_c-9, 2001:db8:0:1::/64",
        "64:ff9b::192.0.2.1, 192.0.2.1",
        "[64:ff9b::c000:201]:443, 192.0.2.1",
        "64:ff9b::1:0:0, 64:ff9b::/64",
        "64:ff9b:1::192.0.2.1, 64:ff9b:1::/64"
    })
    void oneClientIsCountedOnceHoweverItsAddressIsWritten(String written, String network) {
        assertThat(none.network(TestHead.from(written))).isEqualTo(network);
        assertThat(network(written)).isEqualTo(network);
    }

    @Test
    void anAddressThatATranslatorMadeIsNoTrustedProxysForItsIpv4Part() {
        assertThat(list.isProxied(TestHead.from("64:ff9b::10.0.0.7"))).isFalse();
    }

    @Test
    void aPeerWithoutAnAddressIsOneUnknownNetworkAndNoProxy() {
        for (String peer : Arrays.asList(null, "", " ", "unix:/run/app.sock", "unknown")) {
            assertThat(list.network(TestHead.from(peer).header("X-Forwarded-For", CLIENT)))
                    .as(peer)
                    .isEqualTo(ClientAddress.UNKNOWN);
            assertThat(list.isProxied(TestHead.from(peer))).as(peer).isFalse();
        }
    }

    @Test
    void proxiesAreTrustedHoweverTheirAddressIsWritten() {
        for (String proxy :
                List.of("10.0.0.7", "::ffff:10.0.0.7", "10.1.0.255", "2001:DB8:FFFF::1", "[2001:db8:ffff:1::]:9")) {
            assertThat(list.isProxied(TestHead.from(proxy))).as(proxy).isTrue();
        }
        for (String other : List.of("10.0.0.8", "10.1.1.0", "2001:db8:fffe::1", "::10.0.0.7", "unix:", "")) {
            assertThat(list.isProxied(TestHead.from(other))).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, true", "10.0.0.0/8, true", "10.0.0.0/23, true", "10.0.0.0/24, false", "10.0.0.7, false",
        "::/0, true", "2001:db8::/47, true", "2001:db8::/48, false", "::1, false", "::ffff:0:0/96, true"
    })
    void aRangeThatIsWideIsKnown(String range, boolean wide) {
        assertThat(AddressRange.of(range).isWide()).isEqualTo(wide);
    }

    private String network(String header) {
        return list.network(TestHead.from(PROXY).header("X-Forwarded-For", header));
    }

    private String of(String header) {
        return forwarded.network(TestHead.from(PROXY).header("Forwarded", header));
    }

    private static ClientAddress address(Forwarding header, String... trusted) {
        return new ClientAddress(
                header, List.of(trusted).stream().map(AddressRange::of).toList());
    }
}
