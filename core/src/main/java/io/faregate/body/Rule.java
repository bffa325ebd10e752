package io.faregate.body;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** What holds at one place of a request's body. Immutable. */
record Rule(Role role, @Nullable Choice choice, Set<String> words, boolean required, boolean edited) {

    static final Rule STEP = of(Role.STEP);

    static Rule of(Role role) {
        return new Rule(role, null, Set.of(), false, role.isEdited());
    }

    static Rule of(Choice choice) {
        return new Rule(Role.CHOICE, choice, Set.of(), false, true);
    }

    static Rule oneOf(Role role, Set<String> words) {
        return new Rule(role, null, words, false, false);
    }

    Rule asRequired() {
        return new Rule(role, choice, words, true, edited);
    }

    Rule asEdited() {
        return new Rule(role, choice, words, required, true);
    }

    /** The least that a number may be. */
    int least() {
        return role == Role.BUDGET || choice == Choice.RETRIEVED_DOCUMENTS ? 0 : 1;
    }

    /** Whether a value that begins with a token may stand at a place with this rule. */
    static boolean takes(Place<Rule> place, JsonToken token) {
        Rule rule = place.said();
        if (place.isLeaf() && rule.role.isOpen()) {
            return true;
        }
        return switch (token) {
            case START_OBJECT -> !place.names().isEmpty();
            case START_ARRAY -> place.elements() != null;
            case VALUE_NULL -> !rule.required && !place.isElement();
            default -> rule.role.takes(token);
        };
    }
}
