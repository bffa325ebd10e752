package io.faregate.test;

import io.faregate.Decision;
import io.faregate.Decision.Admitted;
import io.faregate.Decision.Refused;
import io.faregate.Decision.Unguarded;
import io.faregate.ride.RideRequest;

/**
 * What a gate decides over requests, one after the other. A ride that is let in here ends at once: it counts as a request,
 * and what it held is given back, as it called nothing. {@link TestGate#ride} spends, {@link TestGate#admit} holds. Not
 * thread-safe.
 */
public final class GateAssert {
    /** The status of a response whose ride costs nothing, as nothing was called for it. */
    private static final int NOTHING_CALLED = 503;

    private final TestGate gate;

    GateAssert(TestGate gate) {
        this.gate = gate;
    }

    /**
     * That a request is let in.
     *
     * @param request who asks for what
     * @return what it was given
     * @throws AssertionError when it is not
     */
    public AdmittedAssert admits(RideRequest.Builder request) {
        RideRequest asked = request.build();
        String name = Sentences.request(asked);
        return admitted(asked, name, name);
    }

    /**
     * That a request is let in several times.
     *
     * @param times how often
     * @param request who asks for what
     * @return these assertions, to say what becomes of the next
     * @throws AssertionError when one of them is not
     */
    public GateAssert admits(int times, RideRequest.Builder request) {
        for (int number = 1; number <= times; number++) {
            RideRequest asked = request.build();
            String name = Sentences.request(asked);
            admitted(asked, name, "Request " + number + " of " + times + ", " + name + ",");
        }
        return this;
    }

    private AdmittedAssert admitted(RideRequest asked, String name, String place) {
        Admitted admitted = gate.admitted(asked, place);
        admitted.ride().finish(NOTHING_CALLED, null);
        return new AdmittedAssert(
                name, admitted.ride(), () -> gate.endOf(admitted.ride().id()));
    }

    /**
     * That a request is refused.
     *
     * @param request who asks for what
     * @return why it was
     * @throws AssertionError when it is not
     */
    public RefusedAssert refuses(RideRequest.Builder request) {
        RideRequest asked = request.build();
        Decision decision = decide(asked);
        if (decision instanceof Refused refused) {
            return new RefusedAssert(Sentences.request(asked), refused);
        }
        throw Sentences.instead(Sentences.request(asked), "have been refused", decision);
    }

    /**
     * That a request passes as if there were no gate.
     *
     * @param request who asks for what
     * @return these assertions
     * @throws AssertionError when it does not
     */
    public GateAssert leavesUnguarded(RideRequest.Builder request) {
        RideRequest asked = request.build();
        Decision decision = decide(asked);
        if (decision instanceof Unguarded) {
            return this;
        }
        throw Sentences.instead(Sentences.request(asked), "pass unguarded", decision);
    }

    /** What is let in against all expectations holds nothing beyond the failure. */
    private Decision decide(RideRequest asked) {
        Decision decision = gate.faregate().admit(asked);
        if (decision instanceof Admitted admitted) {
            admitted.ride().finish(NOTHING_CALLED, null);
        }
        return decision;
    }
}
