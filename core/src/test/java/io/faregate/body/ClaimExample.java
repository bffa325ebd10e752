package io.faregate.body;

import java.util.List;

/**
 * A body in which a client speaks in another's name.
 *
 * @param name its dialect
 * @param claims in whose names, the first that is looked at first
 * @param pointer where the first of these is found
 * @param body the body
 */
record ClaimExample(String name, List<Claim> claims, String pointer, String body) {

    Dialect dialect() {
        return dialect(name);
    }

    static Dialect dialect(String name) {
        return Bodies.allowing(name).at(name.equals("gemini") ? Bodies.GEMINI_PATH : Bodies.BEDROCK_PATH);
    }
}
