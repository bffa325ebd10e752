package io.faregate;

import io.faregate.body.Dialect;
import io.faregate.body.RefusalRenderer;
import io.faregate.ride.Answer;
import io.faregate.ride.Refusal;
import io.faregate.ride.RequestHead;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says no: in the client's dialect, or as the application renders it. Immutable and thread-safe. */
record Answers(@Nullable RefusalRenderer renderer) {
    private static final Logger LOG = LoggerFactory.getLogger("io.faregate");

    Answer of(Refusal refusal, RequestHead request, Dialect dialect) {
        Answer standard = dialect.answer(refusal);
        return renderer == null ? standard : rendered(renderer, refusal, request, standard);
    }

    private static Answer rendered(RefusalRenderer renderer, Refusal refusal, RequestHead request, Answer standard) {
        try {
            Answer own = renderer.render(refusal, request, standard);
            if (own != null) {
                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                headers.putAll(standard.headers());
                headers.putAll(own.headers());
                return new Answer(own.status(), headers, own.body());
            }
        } catch (RuntimeException | LinkageError failure) {
            LOG.error("The refusal renderer failed", failure);
        }
        return standard;
    }
}
