package io.faregate;

import io.faregate.ModelLadder.Rung;
import io.faregate.control.Verdict;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which models a ride gives to tasks: the first of each that the plan allows and nobody has blocked. A ride that was
 * downgraded gives no dearer model to a task than it has itself, a caller that is restricted none dearer than that says.
 */
record Tasks(Attempt attempt, Rung rung) {

    /** The model for a task; the ride's own where the policy names none that can be given. */
    String model(String task) {
        return given(task).orElse(rung.model());
    }

    /** All that a ride may come to call by them. */
    Set<String> models() {
        Set<String> tasks = attempt.rules.route().model().tasks().keySet();
        if (tasks.isEmpty()) {
            return tasks;
        }
        Set<String> models = new LinkedHashSet<>();
        tasks.forEach(task -> given(task).ifPresent(models::add));
        return models;
    }

    /** The model that the policy names for a task; empty when it names none that can be given. */
    Optional<String> given(String task) {
        return ModelLadder.ofTask(attempt.rules, task).stream()
                .flatMap(model -> unblocked(model).stream())
                .map(model -> cheaper(attempt.restriction.model(), model))
                .filter(model -> !rung.isDowngraded() || isCheaper(model, rung.model()))
                .findFirst();
    }

    private Optional<String> unblocked(String model) {
        Verdict verdict = attempt.gate().killSwitch().look(model);
        return verdict.isBlocked()
                ? Optional.empty()
                : Optional.of(cheaper(verdict.restriction().model(), model));
    }

    private String cheaper(String instead, String model) {
        return !instead.isEmpty() && isCheaper(instead, model) ? instead : model;
    }

    private boolean isCheaper(String model, String than) {
        return ModelLadder.isCheaper(model, than, attempt.costs());
    }
}
