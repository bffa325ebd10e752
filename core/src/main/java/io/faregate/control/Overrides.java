package io.faregate.control;

import io.faregate.control.Target.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The overrides that are there, found by the name of their target. Readers take no lock, and look no further when there
 * are none; writers take one. Bounded: a new automatic override takes the place of the oldest one, while manual ones
 * have places of their own, so that no flood of suspects drives them out or keeps them from being made. Thread-safe.
 */
final class Overrides {
    /** The most that are made by hand, and the most that suspicion makes. */
    static final int MOST = 5_000;

    /** Each rule has one override of a target; by hand there is one rule. */
    private record Place(Target target, String rule) {}

    private final Map<Kind, Map<String, List<RuntimeOverride>>> byKind = new EnumMap<>(Kind.class);
    private final Map<Place, RuntimeOverride> manual = new LinkedHashMap<>();
    private final Map<Place, RuntimeOverride> automatic = new LinkedHashMap<>();
    private volatile boolean empty = true;

    Overrides() {
        for (Kind kind : Kind.values()) {
            byKind.put(kind, new ConcurrentHashMap<>());
        }
    }

    boolean isEmpty() {
        return empty;
    }

    List<RuntimeOverride> find(Kind kind, String value) {
        return Objects.requireNonNull(byKind.get(kind)).getOrDefault(value, List.of());
    }

    /**
     * Adds one, in place of what its rule said of its target before.
     *
     * @return what it takes the place of, or null
     * @throws IllegalStateException when there are too many made by hand
     */
    synchronized @Nullable RuntimeOverride put(RuntimeOverride override, long nowMillis) {
        Map<Place, RuntimeOverride> places = override.isAutomatic() ? automatic : manual;
        Place place = new Place(override.target(), override.rule());
        if (places.size() >= MOST && !places.containsKey(place)) {
            sweep(nowMillis);
        }
        if (places.size() >= MOST && !places.containsKey(place)) {
            makeRoom(override);
        }
        // away and back again: the order is that of the last word
        RuntimeOverride before = places.remove(place);
        places.put(place, override);
        show(override.target(), before, override);
        return before;
    }

    private void makeRoom(RuntimeOverride override) {
        if (!override.isAutomatic()) {
            throw new IllegalStateException(MOST + " overrides made by hand are there already; lift some first");
        }
        Iterator<RuntimeOverride> oldest = automatic.values().iterator();
        RuntimeOverride gone = oldest.next();
        oldest.remove();
        show(gone.target(), gone, null);
    }

    /** Removes all of a target. */
    synchronized List<RuntimeOverride> remove(Target target) {
        List<RuntimeOverride> gone = find(target.kind(), target.value());
        for (RuntimeOverride each : gone) {
            Place place = new Place(target, each.rule());
            manual.remove(place);
            automatic.remove(place);
            show(target, each, null);
        }
        return gone;
    }

    /** Removes those that have ended. */
    synchronized List<RuntimeOverride> sweep(long nowMillis) {
        List<RuntimeOverride> ended = new ArrayList<>();
        Predicate<RuntimeOverride> isOver = each -> !each.countsAt(nowMillis) && ended.add(each);
        manual.values().removeIf(isOver);
        automatic.values().removeIf(isOver);
        ended.forEach(each -> show(each.target(), each, null));
        return ended;
    }

    /** All of them, those made by hand first, the oldest of each first. */
    synchronized List<RuntimeOverride> all() {
        return Stream.concat(manual.values().stream(), automatic.values().stream())
                .toList();
    }

    /** Lets readers see a target without one override and with another. */
    private void show(Target target, @Nullable RuntimeOverride gone, @Nullable RuntimeOverride come) {
        Map<String, List<RuntimeOverride>> byValue = Objects.requireNonNull(byKind.get(target.kind()));
        List<RuntimeOverride> left = new ArrayList<>(find(target.kind(), target.value()));
        left.remove(gone);
        if (come != null) {
            left.add(come);
        }
        if (left.isEmpty()) {
            byValue.remove(target.value());
        } else {
            byValue.put(target.value(), List.copyOf(left));
        }
        empty = manual.isEmpty() && automatic.isEmpty();
    }
}
