package io.faregate.test;

import io.faregate.policy.Policy;
import io.faregate.ride.RideRequest;
import java.util.function.Function;

/** What a policy decides over requests, each on a gate of its own. Not thread-safe. */
public final class PolicyAssert {
    private final Policy policy;

    PolicyAssert(Policy policy) {
        this.policy = policy;
    }

    /**
     * That a request is let in.
     *
     * @param request who asks for what
     * @return what it was given
     * @throws AssertionError when it is not
     */
    public AdmittedAssert admits(RideRequest.Builder request) {
        return onNewGate(gate -> gate.admits(request));
    }

    /**
     * That a request is refused.
     *
     * @param request who asks for what
     * @return why it was
     * @throws AssertionError when it is not
     */
    public RefusedAssert refuses(RideRequest.Builder request) {
        return onNewGate(gate -> gate.refuses(request));
    }

    /**
     * That a request passes as if there were no gate.
     *
     * @param request who asks for what
     * @return these assertions
     * @throws AssertionError when it does not
     */
    public PolicyAssert leavesUnguarded(RideRequest.Builder request) {
        onNewGate(gate -> gate.leavesUnguarded(request));
        return this;
    }

    private <T> T onNewGate(Function<GateAssert, T> check) {
        try (TestGate gate = TestGate.of(policy)) {
            return check.apply(new GateAssert(gate));
        }
    }
}
