package io.faregate.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.control.FaregateMXBean;
import io.faregate.samples.chat.provider.StandInProvider;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo, its usage log, and the switch that its operator has. */
public final class RunningDemo implements AutoCloseable {
    private static final ObjectName SWITCH = named("io.faregate:type=Faregate,name=faregate");

    private final UsageLines log = new UsageLines();
    private DemoServer server = DemoServer.start(DemoOptions.onFreePort());

    /** Starts anew with the demo's own policy, but for some words of it. */
    public void restart(Path folder, String written, String changed) throws Exception {
        server.close();
        String policy = DemoPolicyTest.policy();
        assertThat(policy).contains(written);
        Path file = Files.writeString(folder.resolve("changed.yaml"), policy.replace(written, changed));
        server = DemoServer.start(DemoOptions.onFreePort().withPolicy(file));
    }

    public URI url() {
        return server.url();
    }

    public StandInProvider provider() {
        return server.provider().orElseThrow();
    }

    /** The body of the last request that reached the provider. */
    public JsonNode sent() {
        return JsonMapper.shared().readTree(provider().lastRequest().orElseThrow());
    }

    /** The usage log, once it has as many records. */
    public List<JsonNode> records(int count) {
        return log.await(count);
    }

    /** The one record that there is. */
    public JsonNode record() {
        assertThat(log.await(1)).hasSize(1);
        return log.await(1).get(0);
    }

    /** Blocks a user, as an operator does in JConsole. */
    public void block(String user) {
        JMX.newMXBeanProxy(ManagementFactory.getPlatformMBeanServer(), SWITCH, FaregateMXBean.class)
                .block("user", user, "a test", 0);
    }

    private static ObjectName named(String name) {
        try {
            return new ObjectName(name);
        } catch (MalformedObjectNameException mistake) {
            throw new IllegalArgumentException(mistake);
        }
    }

    /** Whether a record's money is what its tokens cost, in nano-dollars for one. */
    public static boolean isExact(JsonNode line, long input, long output) {
        long nanos = input * line.path("inputTokens").longValue()
                + output * line.path("outputTokens").longValue();
        return line.path("settledCost").decimalValue().compareTo(BigDecimal.valueOf(nanos, 9)) == 0;
    }

    @Override
    public void close() {
        log.close();
        server.close();
    }
}
