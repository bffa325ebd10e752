package io.faregate;

import io.faregate.policy.Route;
import io.faregate.ride.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The methods of a guarded path: those that its routes take, and those that routes which are off leave open. */
record AllowedMethods(List<Route> guards, List<Route> open) {

    /** Whether a method reaches the application unguarded, by the operator's choice. */
    boolean isOpenTo(String method) {
        return open.stream().anyMatch(route -> leavesOpen(route.methods(), method));
    }

    private static boolean leavesOpen(Set<String> methods, String method) {
        return methods.isEmpty() || methods.contains(method) || (method.equals("HEAD") && methods.contains("GET"));
    }

    /** The value of the header {@code Allow}. */
    String text() {
        Set<String> all = new TreeSet<>(Set.of("OPTIONS"));
        guards.forEach(route -> all.addAll(route.methods().isEmpty() ? Rules.COMMON : route.methods()));
        open.forEach(route -> all.addAll(route.methods()));
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        return String.join(", ", all);
    }

    Answer into(Answer answer) {
        return answer.with(Map.of("Allow", text()));
    }
}
