package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any forwarding header. The first line of an input is what a client may put before the rest, and its own address; the
 * other lines are those of the header.
 */
class ClientAddressFuzzTest {
    private static final String PROXY = "10.0.0.7";
    private static final List<String> RANGES = List.of(PROXY, "10.1.0.0/24", "2001:db8:ffff::/48");
    private static final List<AddressRange> TRUSTED =
            RANGES.stream().map(AddressRange::of).toList();

    @DictionaryEntries({
        "for=",
        "For=\"",
        "\"[2001:db8::1]:80\"",
        "10.1.0.5",
        "192.0.2.1",
        ",for=",
        ";by=\"",
        "\\\"",
        "::ffff:",
        "64:ff9b::",
        ":_x",
        "%25",
        "unknown"
    })
    @FuzzTest(maxDuration = "10m")
    void whatStandsLeftOfTheNearestUntrustedHopChangesNothing(byte[] input) {
        List<String> lines = List.of(new String(input, StandardCharsets.ISO_8859_1).split("[\r\n]+", -1));
        String before = lines.get(0);
        List<String> header = lines.subList(1, lines.size());

        checkCanonical(network(Forwarding.X_FORWARDED_FOR, TestHead.from(before), "X-Forwarded-For", header));
        checkAddresses(before, header);
        checkNodes(before, header);
    }

    private static void checkAddresses(String before, List<String> header) {
        String network = network(Forwarding.X_FORWARDED_FOR, header);

        checkCanonical(network);
        assertThat(network).isEqualTo(ForwardingModel.network(PROXY, ForwardingModel.addresses(header), RANGES));
        if (isDecided(Forwarding.X_FORWARDED_FOR, header, "")) {
            checkUnmoved(Forwarding.X_FORWARDED_FOR, before, header, network);
        }
    }

    private static void checkNodes(String before, List<String> header) {
        String network = network(Forwarding.FORWARDED, header);

        checkCanonical(network);
        ForwardingModel.nodes(header).ifPresent(nodes -> {
            assertThat(network).isEqualTo(ForwardingModel.network(PROXY, nodes, RANGES));
            if (isDecided(Forwarding.FORWARDED, header, "for=")) {
                checkUnmoved(Forwarding.FORWARDED, before, header, network);
            }
        });
    }

    /** Whether the header's own lines have an untrusted hop, so that two different clients in front are one. */
    private static boolean isDecided(Forwarding kind, List<String> header, String name) {
        return network(kind, before(name + "198.51.100.1", header))
                .equals(network(kind, before(name + "198.51.100.2", header)));
    }

    private static void checkUnmoved(Forwarding kind, String before, List<String> header, String network) {
        assertThat(network(kind, before(before, header))).isEqualTo(network);
        if (!header.isEmpty()) {
            List<String> joined = new ArrayList<>(header);
            joined.set(0, before + "," + header.get(0));
            assertThat(network(kind, joined)).isEqualTo(network);
        }
    }

    private static List<String> before(String line, List<String> header) {
        List<String> all = new ArrayList<>(header);
        all.add(0, line);
        return all;
    }

    /** The JDK reads the network as the same address, and it is its own network. */
    private static void checkCanonical(String network) {
        if (network.equals(ClientAddress.UNKNOWN)) {
            return;
        }
        String address = network.replaceAll("/64$", "");
        assertThat(network).matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|([0-9a-f]{1,4}(:[0-9a-f]{1,4}){0,3})?::/64");
        assertThat(Address.networkOf(network)).isEqualTo(network);
        assertThat(ofJdk(address)).isEqualTo(Address.parse(address).orElseThrow());
    }

    private static Address ofJdk(String literal) {
        try {
            byte[] bytes = InetAddress.getByName(literal).getAddress();
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
            return bytes.length == 4
                    ? new Address(0, 0xffffL << 32 | (buffer.getInt() & 0xffffffffL))
                    : new Address(buffer.getLong(), buffer.getLong());
        } catch (UnknownHostException noLiteral) {
            throw new AssertionError(literal, noLiteral);
        }
    }

    private static String network(Forwarding kind, List<String> header) {
        String name = kind == Forwarding.FORWARDED ? "Forwarded" : "X-Forwarded-For";
        return network(kind, TestHead.from(PROXY), name, header);
    }

    private static String network(Forwarding kind, TestHead head, String name, List<String> lines) {
        lines.forEach(line -> head.header(name, line));
        return new ClientAddress(kind, TRUSTED).network(head);
    }
}
