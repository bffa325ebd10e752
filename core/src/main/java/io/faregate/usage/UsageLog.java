package io.faregate.usage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each record as one line of JSON. */
enum UsageLog implements UsageSink {
    INSTANCE;

    private static final Logger LOG = LoggerFactory.getLogger("io.faregate.usage");

    @Override
    public void record(UsageRecord record) {
        if (LOG.isInfoEnabled()) {
            LOG.info("{}", UsageJson.line(record));
        }
    }
}
