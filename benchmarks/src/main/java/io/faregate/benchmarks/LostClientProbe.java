package io.faregate.benchmarks;

import io.faregate.benchmarks.Leavings.Case;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.logging.LogManager;

/**
 * How long it takes from a client that leaves to its provider's seeing the connection closed, in real containers, through
 * the application's own provider call: median, 99th percentile and slowest of each case. What takes milliseconds is
 * measured one at a time in each container, in random order; what takes seconds many at a time, after that.
 *
 * <p>Clients that vanish need a network of their own: run it by {@code unshare -rn}, else they are left out.
 */
public final class LostClientProbe {
    private static final int REPEATS = 50;
    private static final int VANISHING_AT_ONCE = 50;

    /** Fewer: each fills all buffers on its way first. */
    private static final int STALLING_AT_ONCE = 12;

    private final LostClientTable table = new LostClientTable();

    private LostClientProbe() {}

    /**
     * Measures, and prints the tables.
     *
     * @param args {@code repeats=50}; {@code write=docs/lost-clients.md} puts the tables into that page; names of
     *     containers, work and ways to leave, as {@code TOMCAT RST}, measure those alone
     */
    public static void main(String[] args) {
        // containers say that their clients have left
        LogManager.getLogManager().reset();
        int status = 0;
        try {
            run(args);
        } catch (Exception failure) {
            failure.printStackTrace();
            status = 1;
        }
        // containers that did not stop must not keep it
        System.exit(status);
    }

    private static void run(String[] args) throws Exception {
        int repeats = REPEATS;
        Path page = null;
        List<String> names = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("repeats=")) {
                repeats = Integer.parseInt(arg.substring(8));
            } else if (arg.startsWith("write=")) {
                page = Path.of(arg.substring(6));
            } else {
                names.add(arg);
            }
        }
        String tables = new LostClientProbe().measure(chosen(names), repeats);
        System.out.println(tables);
        if (page != null) {
            MarkedPart.write(page, "LostClientProbe", tables);
        }
    }

    private static Predicate<Case> chosen(List<String> names) {
        Predicate<Case> all = choice(names, Servers.values(), Case::server)
                .and(choice(names, Work.values(), Case::work))
                .and(choice(names, Leaving.values(), Case::leaving));
        if (!names.isEmpty()) {
            throw new IllegalArgumentException("not known: " + names);
        }
        return all;
    }

    private interface Part {
        Enum<?> of(Case one);
    }

    /** Takes the names of one kind; none of them chooses all. */
    private static Predicate<Case> choice(List<String> names, Enum<?>[] all, Part part) {
        List<Enum<?>> chosen = new ArrayList<>();
        for (Enum<?> one : all) {
            if (names.removeIf(one.name()::equalsIgnoreCase)) {
                chosen.add(one);
            }
        }
        return one -> chosen.isEmpty() || chosen.contains(part.of(one));
    }

    private String measure(Predicate<Case> chosen, int repeats) throws Exception {
        Machine machine = new Machine();
        try (Leavings leavings = new Leavings()) {
            List<Case> quick = cases(chosen.and(one -> !one.leaving().isSlow()), repeats);
            List<List<Case>> lanes = new ArrayList<>();
            for (Servers server : Servers.values()) {
                lanes.add(quick.stream().filter(one -> one.server() == server).toList());
            }
            run(leavings, lanes, lanes.size());
            if (leavings.canVanish()) {
                atOnce(
                        leavings,
                        VANISHING_AT_ONCE,
                        cases(chosen.and(one -> one.leaving().vanishes()), repeats));
            }
            atOnce(
                    leavings,
                    STALLING_AT_ONCE,
                    cases(chosen.and(one -> one.leaving().stalls()), repeats));
            return machine.text(repeats) + "\n" + table.text() + "\nReasons in the records: " + leavings.reasons()
                    + "\n";
        }
    }

    private static List<Case> cases(Predicate<Case> chosen, int repeats) {
        List<Case> cases = new ArrayList<>();
        for (Servers server : Servers.values()) {
            for (Work work : Work.values()) {
                for (Leaving leaving : Leaving.values()) {
                    Case one = new Case(server, work, leaving);
                    if (leaving.fits(work) && chosen.test(one)) {
                        cases.addAll(Collections.nCopies(repeats, one));
                    }
                }
            }
        }
        Collections.shuffle(cases);
        return cases;
    }

    private void atOnce(Leavings leavings, int count, List<Case> cases) throws Exception {
        run(leavings, cases.stream().map(List::of).toList(), count);
    }

    /** Each lane one by one, some lanes at once. */
    private void run(Leavings leavings, List<List<Case>> lanes, int atOnce) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (List<Case> lane : lanes) {
                done.add(threads.submit(() -> {
                    for (Case one : lane) {
                        table.add(one, leavings.millis(one));
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
