package io.faregate;

import io.faregate.cost.CostTable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that prices have become old: when the gate opens, when its policy changes, and once a day. Thread-safe. */
final class StalePrices {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private volatile LocalDate said = LocalDate.MIN;

    /** Says it on a day on which it was not said yet. */
    void look(Gate gate) {
        if (!today(gate).equals(said)) {
            log(gate);
        }
    }

    void log(Gate gate) {
        said = today(gate);
        of(gate).forEach(LOG::warn);
    }

    static List<String> of(Gate gate) {
        return gate.costs() instanceof CostTable table ? table.stale(today(gate)) : List.of();
    }

    private static LocalDate today(Gate gate) {
        return LocalDate.ofInstant(gate.ticker().now(), ZoneOffset.UTC);
    }
}
