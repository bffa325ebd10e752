package io.faregate.integrations;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Milliseconds of one case; NaN for never, which is the slowest. Thread-safe. */
public final class Samples {
    private final List<Double> millis = new ArrayList<>();

    /** Adds one. */
    public synchronized void add(double one) {
        millis.add(one);
        millis.sort(null);
    }

    /** The smallest that so large a share is not above. */
    public synchronized double at(double share) {
        return millis.get((int) Math.ceil(share * millis.size()) - 1);
    }

    private synchronized long never() {
        return millis.stream().filter(one -> one.isNaN()).count();
    }

    /** Median, 99th percentile and slowest. */
    public String text() {
        String times = said(at(0.5)) + " / " + said(at(0.99)) + " / " + said(at(1));
        return never() == 0 ? times : times + ", " + never() + " never";
    }

    /** As they are written in tables. */
    public static String said(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, millis < 10 ? "%.1f" : "%.0f", millis);
    }
}
