package io.faregate;

import io.faregate.cost.CostTable;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log that prices have become old: when the gate opens, when its policy changes, and once a day. */
final class StalePrices {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    private StalePrices() {}

    static void log(Gate gate) {
        of(gate).forEach(LOG::warn);
    }

    static List<String> of(Gate gate) {
        LocalDate today = LocalDate.ofInstant(gate.ticker().now(), ZoneOffset.UTC);
        return gate.costs() instanceof CostTable table ? table.stale(today) : List.of();
    }
}
