package io.faregate.servlet;

import io.faregate.servlet.ProbedApplication.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints how long it takes from a client that leaves to its provider's seeing the connection closed: median and 99th
 * percentile of each case, in milliseconds. No test: it measures one machine.
 */
final class DisconnectProbe {
    private static final int MOST_PAUSE_MILLIS = 300;

    private final Random random = new Random(1);
    private final int repeats;

    private DisconnectProbe(int repeats) {
        this.repeats = repeats;
    }

    /** How a client leaves. */
    enum Leaving {
        FIN,
        RST,
        RST_STREAM
    }

    /**
     * Measures all cases.
     *
     * @param args how many repeats; 50 unless told
     */
    public static void main(String[] args) throws Exception {
        DisconnectProbe probe = new DisconnectProbe(args.length > 0 ? Integer.parseInt(args[0]) : 50);
        System.out.println("| container | phase | FIN | RST | h2 RST_STREAM |\n|---|---|---|---|---|");
        for (Containers container : Containers.values()) {
            for (Phase phase : Phase.values()) {
                System.out.printf(
                        "| %s | %s | %s | %s | %s |%n",
                        container,
                        phase,
                        probe.cell(container, phase, Leaving.FIN),
                        probe.cell(container, phase, Leaving.RST),
                        probe.cell(container, phase, Leaving.RST_STREAM));
            }
        }
        System.exit(0);
    }

    private String cell(Containers container, Phase phase, Leaving leaving) throws Exception {
        List<Double> millis = new ArrayList<>();
        int missed = 0;
        try (ProbedApplication app = new ProbedApplication(phase);
                Site site = new Site(container.make())
                        .http2()
                        .servlet("/app", app::serve)
                        .start()) {
            for (int i = 0; i < repeats; i++) {
                long left = leaving == Leaving.RST_STREAM
                        ? leaveStream(site, app, phase)
                        : leave(site, app, phase, leaving);
                Long seen = app.closed.poll(Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (seen == null) {
                    missed++;
                } else {
                    millis.add((seen - left) / 1e6);
                }
            }
        }
        Collections.sort(millis);
        String times =
                millis.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f / %.1f", at(millis, 0.5), at(millis, 0.99));
        return missed == 0 ? times : times + ", " + missed + " missed";
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }

    private long leave(Site site, ProbedApplication app, Phase phase, Leaving leaving) throws Exception {
        try (RawClient client = new RawClient(site.port())) {
            client.send(SilentApplication.ask("/app"));
            if (phase == Phase.RUNNING || phase == Phase.GAP) {
                client.readTo("data: x\n\n");
            }
            app.awaitFound();
            pause();
            long left = System.nanoTime();
            if (leaving == Leaving.RST) {
                client.reset();
            }
            return left;
        }
    }

    private long leaveStream(Site site, ProbedApplication app, Phase phase) throws Exception {
        try (Http2Client client = new Http2Client()) {
            client.post(site.port(), "/app", SilentApplication.JSON);
            if (phase == Phase.RUNNING || phase == Phase.GAP) {
                client.readTo("data: x\n\n");
            }
            app.awaitFound();
            pause();
            long left = System.nanoTime();
            client.reset();
            Long seen = app.closed.poll(Site.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (seen != null) {
                app.closed.add(seen);
            }
            return left;
        }
    }

    /** So that a client does not always leave at the same time of the sweep. */
    private void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_PAUSE_MILLIS)));
    }
}
