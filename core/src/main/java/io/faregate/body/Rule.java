package io.faregate.body;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * What holds at one place of a request's body. Immutable.
 *
 * @param role what the place is for
 * @param choice what is chosen there, or null
 * @param words the only ones that are let in from a client
 * @param claims what some of these words claim
 * @param claim what the place itself claims, or null
 * @param required whether it must be there
 * @param edited whether it, or a place below it, may be written
 */
record Rule(
        Role role,
        @Nullable Choice choice,
        Set<String> words,
        Map<String, Claim> claims,
        @Nullable Claim claim,
        boolean required,
        boolean edited) {

    static final Rule STEP = of(Role.STEP);

    static Rule of(Role role) {
        return new Rule(role, null, Set.of(), Map.of(), null, false, role.isEdited());
    }

    static Rule of(Choice choice) {
        return new Rule(Role.CHOICE, choice, Set.of(), Map.of(), null, false, true);
    }

    static Rule oneOf(Role role, Set<String> words) {
        return new Rule(role, null, words, Map.of(), null, false, false);
    }

    Rule asRequired() {
        return new Rule(role, choice, words, claims, claim, true, edited);
    }

    Rule asEdited() {
        return new Rule(role, choice, words, claims, claim, required, true);
    }

    Rule asClaim(Claim what) {
        return new Rule(role, choice, words, claims, what, required, edited);
    }

    /** With further words, which claim something. */
    Rule with(Claim what, Set<String> more) {
        Set<String> allWords = new HashSet<>(words);
        Map<String, Claim> allClaims = new HashMap<>(claims);
        allWords.addAll(more);
        more.forEach(word -> allClaims.put(word, what));
        return new Rule(role, choice, Set.copyOf(allWords), Map.copyOf(allClaims), claim, required, edited);
    }

    /** Whether a word is let in from a client; of kinds of tools, one of another date is the same. */
    boolean hasWord(String word) {
        return words.contains(word) || (role == Role.TOOL_KIND && words.contains(ProviderTool.undated(word)));
    }

    /** The least that a number may be. */
    int least() {
        boolean mayBeNone = choice == Choice.RETRIEVED_DOCUMENTS || choice == Choice.TOP_LOGPROBS;
        return role == Role.BUDGET || mayBeNone ? 0 : 1;
    }

    /** Whether anything may stand at a place and below it. */
    static boolean isOpen(Place<Rule> place) {
        return place.isLeaf() && place.said().role.isOpen();
    }

    /** Whether a value that begins with a token may stand at a place with this rule. */
    static boolean takes(Place<Rule> place, JsonToken token) {
        Rule rule = place.said();
        if (isOpen(place)) {
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
