package io.faregate.test;

import io.faregate.Decision.Refused;
import io.faregate.ride.Answer;
import io.faregate.ride.Reason;
import io.faregate.ride.Refusal;
import java.time.Duration;
import java.util.Objects;

/** Why a request was refused. Each assertion gives this again, so that they chain. Not thread-safe. */
public final class RefusedAssert {
    private final String request;
    private final Refusal refusal;
    private final Answer answer;

    RefusedAssert(String request, Refused refused) {
        this.request = request;
        this.refusal = refused.refusal();
        this.answer = refused.answer();
    }

    /**
     * Why.
     *
     * @param reason the reason
     * @return these assertions
     */
    public RefusedAssert because(Reason reason) {
        return check(refusal.reason() == reason, "because of " + reason.code());
    }

    /**
     * Which rule of the policy refused it.
     *
     * @param rule its place, as {@code plans.free.limits[0]} or {@code routes[1].caps.prompt-chars}
     * @return these assertions
     */
    public RefusedAssert by(String rule) {
        return check(refusal.rule().equals(rule), "by " + rule);
    }

    /**
     * Which field is at fault.
     *
     * @param param the field, as {@code /temperature} or {@code /messages/0/role}, in forms too
     * @return these assertions
     */
    public RefusedAssert naming(String param) {
        return check(
                param.equals(refusal.param()),
                "for the field " + param + "; it names " + Objects.requireNonNullElse(refusal.param(), "none"));
    }

    /**
     * What a person reads.
     *
     * @param words a part of the message
     * @return these assertions
     */
    public RefusedAssert saying(String words) {
        return check(refusal.message().contains(words), "in the words \"" + words + "\"");
    }

    /**
     * What the client's HTTP library sees, in its dialect.
     *
     * @param status the HTTP status of the answer
     * @return these assertions
     */
    public RefusedAssert withStatus(int status) {
        return check(answer.status() == status, "with status " + status + "; it is answered with " + answer.status());
    }

    /**
     * When a retry may pass.
     *
     * @param delay how long from now
     * @return these assertions
     */
    public RefusedAssert retryAfter(Duration delay) {
        return check(delay.equals(refusal.delay()), "for " + Sentences.words(delay) + "; " + retry());
    }

    /**
     * That nobody can say when a retry would pass, or none ever will.
     *
     * @return these assertions
     */
    public RefusedAssert withoutRetryAfter() {
        return check(refusal.delay() == null, "without a time for a retry; " + retry());
    }

    private String retry() {
        return refusal.retryAfter()
                .map(delay -> "a retry may pass in " + Sentences.words(delay))
                .orElse("it names no time for a retry");
    }

    /**
     * The answer in the client's dialect, for what else may be asked of it.
     *
     * @return status, headers and body
     */
    public Answer answer() {
        return answer;
    }

    private RefusedAssert check(boolean holds, String should) {
        if (holds) {
            return this;
        }
        throw new AssertionError(
                request + " " + Sentences.refused(refusal) + ". It should have been refused " + should + ".");
    }
}
