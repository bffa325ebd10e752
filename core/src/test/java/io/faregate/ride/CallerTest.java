package io.faregate.ride;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.0/24",
        "192.0.2.255, 192.0.2.0/24",
        "2001:db8:1:2::/64, 2001:db8:1::/48",
        "2001:db8:1::/64, 2001:db8:1::/48",
        "2001:db8:0:5::/64, 2001:db8::/48",
        "2001:db8::/64, 2001:db8::/48",
        "0:0:0:5::/64, ::/48",
        "::/64, ::/48",
        "unknown, unknown"
    })
    void aSubnetIsWhatAllItsNetworksShare(String network, String subnet) {
        assertThat(new Caller(null, null, null, network, Map.of()).subnet()).isEqualTo(subnet);
    }
}
