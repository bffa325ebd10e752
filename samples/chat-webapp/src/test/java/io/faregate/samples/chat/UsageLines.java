package io.faregate.samples.chat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the usage log while it is open. */
final class UsageLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger log = (Logger) LoggerFactory.getLogger("io.faregate.usage");
    private final List<JsonNode> lines = new CopyOnWriteArrayList<>();

    UsageLines() {
        setContext(log.getLoggerContext());
        start();
        log.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(JsonMapper.shared().readTree(event.getFormattedMessage()));
    }

    /** The records so far, once there are as many. */
    List<JsonNode> await(int count) {
        return Eventually.see(() -> List.copyOf(lines), seen -> seen.size() >= count);
    }

    /** The record of one ride. */
    JsonNode of(String rideId) {
        return Eventually.see(
                        () -> lines.stream()
                                .filter(line ->
                                        line.path("rideId").stringValue("").equals(rideId))
                                .toList(),
                        seen -> !seen.isEmpty())
                .get(0);
    }

    @Override
    public void close() {
        log.detachAppender(this);
    }
}
