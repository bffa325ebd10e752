package io.faregate.benchmarks;

import io.faregate.benchmarks.Leavings.Case;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * How long it takes from a client that leaves to its provider's seeing the connection closed, in real containers, through
 * the application's own provider call: median, 99th percentile and slowest of each case. What takes milliseconds is
 * measured one at a time in each container, in random order; what takes seconds many at a time, after that.
 *
 * <p>Clients that vanish need a network of their own: run it by {@code unshare -rn}, else they are left out.
 */
public final class LostClientProbe {
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
        ProbeArguments.run("LostClientProbe", new LostClientProbe()::measure, args);
    }

    private String measure(ProbeArguments arguments) throws Exception {
        List<String> names = new ArrayList<>(arguments.names());
        Predicate<Case> chosen = choice(names, Servers.values(), Case::server)
                .and(choice(names, Work.values(), Case::work))
                .and(choice(names, Leaving.values(), Case::leaving));
        if (!names.isEmpty()) {
            throw new IllegalArgumentException("not known: " + names);
        }
        return measure(chosen, arguments.repeats());
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
            Lanes.Step<Case> step = one -> table.add(one, leavings.millis(one));
            List<Case> quick = cases(chosen.and(one -> !one.leaving().isSlow()), repeats);
            Lanes.run(Leavings.lanes(quick), Servers.values().length, step);
            if (leavings.canVanish()) {
                List<Case> vanishing = cases(chosen.and(one -> one.leaving().vanishes()), repeats);
                Lanes.run(vanishing.stream().map(List::of).toList(), VANISHING_AT_ONCE, step);
            }
            List<Case> stalling = cases(chosen.and(one -> one.leaving().stalls()), repeats);
            Lanes.run(stalling.stream().map(List::of).toList(), STALLING_AT_ONCE, step);
            return machine.text(repeats) + "\n" + table.text() + leavings.reasons();
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
}
