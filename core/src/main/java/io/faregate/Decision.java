package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a request at the gate. */
public sealed interface Decision {

    /**
     * Let in.
     *
     * @param inference the running ride, for the application; outside HTTP whoever asked must close it
     * @param ride the same ride, for the adapter
     */
    record Admitted(Inference inference, Ride ride) implements Decision {}

    /**
     * Refused: nothing is held and nothing was called.
     *
     * @param refusal why
     * @param answer the same in the client's dialect
     * @param dialect the client's dialect
     */
    record Refused(Refusal refusal, Answer answer, Dialect dialect) implements Decision {

        /**
         * The refusal as the last of a response that somebody else has begun: one event of a stream of events, one line of
         * a stream of documents.
         *
         * @param contentType the response's content type, or null when it has none
         * @return the bytes; empty where nothing can stand behind what was written
         */
        public Optional<byte[]> lastWords(@Nullable String contentType) {
            return dialect.lastWords(refusal, contentType);
        }
    }

    /**
     * Answered by the gate itself, as HEAD and OPTIONS of a guarded path: nothing is held and nothing was called.
     *
     * @param answer what the client gets
     */
    record Answered(Answer answer) implements Decision {}

    /** Not guarded: no route has this path, or one that is off takes the method. */
    record Unguarded() implements Decision {}
}
