package io.faregate.test;

import io.faregate.Decision;
import io.faregate.Decision.Admitted;
import io.faregate.Decision.Answered;
import io.faregate.Decision.Refused;
import io.faregate.Inference;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.time.Duration;
import java.util.Locale;

/** What failures say, so that nobody has to run a test again to see what the gate did. */
final class Sentences {
    private Sentences() {}

    /** As {@code POST /chat of alice}. */
    static String request(RequestHead head) {
        return head.method() + " " + head.path() + (head.query().isEmpty() ? "" : "?" + head.query()) + " of "
                + head.principal().orElse("nobody at " + head.peer());
    }

    /** The failure of a request that became something else. */
    static AssertionError instead(String request, String should, Decision decision) {
        return new AssertionError(request + " should " + should + ", but " + decision(decision) + ".");
    }

    private static String decision(Decision decision) {
        if (decision instanceof Admitted admitted) {
            return admitted(admitted.inference());
        }
        if (decision instanceof Refused refused) {
            return refused(refused.refusal());
        }
        if (decision instanceof Answered answered) {
            return "was answered by the gate itself with " + answered.answer().status();
        }
        return "passes unguarded, as no route takes it";
    }

    private static String admitted(Inference inference) {
        String model = inference.model().isEmpty() ? "without a model" : "with " + inference.model();
        return "was admitted " + model + " and at most " + inference.maxOutputTokens() + " output tokens";
    }

    /** As {@code was refused with 429 quota_spent by routes[0].limits[0], which says: "..."}. */
    static String refused(Refusal refusal) {
        return "was refused with " + refusal.reason().status() + " "
                + refusal.reason().code() + " by " + refusal.rule() + ", which says: \"" + refusal.message() + "\"";
    }

    /** As {@code 15h} or {@code 1m30s}. */
    static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
