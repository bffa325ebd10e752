package io.faregate.control;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Notes on so many subjects at most. When it is full, the least remarkable of a few make room for newcomers, so that a
 * flood of names pushes out names of the flood, and not a subject that much is known of. Thread-safe.
 */
final class Watchlist<N extends Watchlist.Note> {
    private static final int LOOKED_AT = 16;
    private static final int FORGOTTEN = 4;

    private final int most;
    private final Supplier<N> blank;
    private final ConcurrentHashMap<Target, N> notes = new ConcurrentHashMap<>();
    private Iterator<Map.Entry<Target, N>> round = Collections.emptyIterator();

    Watchlist(int most, Supplier<N> blank) {
        this.most = most;
        this.blank = blank;
    }

    private record Weighed(Target subject, long weight) {}

    /** What is known of one subject. Thread-safe. */
    interface Note {
        /** How much would be lost with it; nothing when it is over. */
        long weight(long nanos);
    }

    /** The notes on a subject, blank ones when there are none. */
    N of(Target subject, long nanos) {
        N known = notes.get(subject);
        return known != null ? known : begin(subject, nanos);
    }

    private synchronized N begin(Target subject, long nanos) {
        if (notes.size() >= most) {
            makeRoom(nanos);
        }
        return notes.computeIfAbsent(subject, any -> blank.get());
    }

    private void makeRoom(long nanos) {
        List<Weighed> some = new ArrayList<>(LOOKED_AT);
        for (int i = 0; i < LOOKED_AT; i++) {
            if (!round.hasNext()) {
                round = notes.entrySet().iterator();
            }
            if (round.hasNext()) {
                Map.Entry<Target, N> each = round.next();
                some.add(new Weighed(each.getKey(), each.getValue().weight(nanos)));
            }
        }
        some.sort(Comparator.comparingLong(Weighed::weight));
        for (int i = 0; i < some.size(); i++) {
            if (i < FORGOTTEN || some.get(i).weight() == 0) {
                notes.remove(some.get(i).subject());
            }
        }
    }

    void forget(Target subject) {
        notes.remove(subject);
    }

    int size() {
        return notes.size();
    }
}
