package io.faregate.body;

import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;

/**
 * Lets an application refuse in its own words, or with its own page. Must be thread-safe, and quick: the client waits.
 *
 * <pre>{@code
 * (refusal, request, standard) -> request.header("Accept").orElse("").contains("text/html")
 *         ? new Answer(standard.status(), Map.of("Content-Type", "text/html;charset=UTF-8"), page(refusal))
 *         : standard
 * }</pre>
 */
@FunctionalInterface
public interface RefusalRenderer {

    /**
     * The answer to a refused request.
     *
     * @param refusal the reason, the rule and when to come back
     * @param request who asked for what
     * @param standard the answer in the client's dialect
     * @return the standard answer, or one of the application's own, to which the standard one's headers are added where
     *     it has none of that name; its body is sent as UTF-8. An exception, or null, means the standard answer
     */
    Answer render(Refusal refusal, RequestHead request, Answer standard);
}
