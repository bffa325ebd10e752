package io.faregate.test;

import io.faregate.policy.Policy;

/**
 * Where assertions over policies begin. They read as those of AssertJ do and live beside them, but need no library: what
 * fails throws an {@link AssertionError} that says what was decided instead, and why.
 *
 * <pre>{@code
 * import static io.faregate.test.FaregateAssertions.assertThat;
 *
 * assertThat(policy)
 *         .refuses(RideRequest.of("POST", "/chat", "{\"message\":\"hi\",\"debug\":true}").user("alice"))
 *         .because(Reason.FIELD_NOT_ALLOWED)
 *         .naming("/debug");
 * }</pre>
 */
public final class FaregateAssertions {
    private FaregateAssertions() {}

    /**
     * What a policy decides over single requests: each finds all budgets full.
     *
     * @param policy what is tested
     * @return its assertions
     */
    public static PolicyAssert assertThat(Policy policy) {
        return new PolicyAssert(policy);
    }

    /**
     * What a gate decides over one request after the other.
     *
     * @param gate an open gate
     * @return its assertions
     */
    public static GateAssert assertThat(TestGate gate) {
        return new GateAssert(gate);
    }
}
