package io.faregate.estimators;

import io.faregate.cost.TokenEstimator;
import java.util.Map;

/**
 * Estimators that come closer to a bill than {@link TokenEstimator#utf8Bytes()} does. All are thread-safe, and made to
 * be made once.
 *
 * <pre>{@code
 * Faregate faregate = Faregate.builder()
 *         .policy(policy)
 *         .tokens(TokenEstimators.calibrated(TokenEstimators.bpe()))
 *         .build();
 * }</pre>
 */
public final class TokenEstimators {
    private TokenEstimators() {}

    /**
     * Counts tokens as OpenAI's models do, with the vocabularies of JTokkit. For the models of others, whose
     * vocabularies are secret or not at hand, it counts with OpenAI's and adds to that: more than a third for text, half
     * a token for each byte beyond ASCII, one for each digit. That is a guess, and a bound only for OpenAI's models; who
     * needs a bound for all stays with {@link TokenEstimator#utf8Bytes()}, and no estimate is ever above that one's
     * bytes.
     *
     * <p>A prompt is read until a fixed amount of work is done, about 130,000 characters of prose or 43,000 of what has
     * no spaces; the rest is bounded by its bytes. Takes a second and 50 MB when it is made, as it loads its
     * vocabularies.
     *
     * @return an estimator
     */
    public static TokenEstimator bpe() {
        return bpe(Map.of());
    }

    /**
     * The same for models that go by other names, as deployments in Azure do.
     *
     * @param deployments what model a name stands for, as {@code Map.of("team-chat", "gpt-5-mini")}
     * @return an estimator
     */
    public static TokenEstimator bpe(Map<String, String> deployments) {
        return new BpeEstimator(new ModelFamilies(deployments));
    }

    /**
     * Raises what another estimator says as bills teach: by the moving average, for each model, of billed tokens over
     * estimated ones. It is quick to rise and slow to fall, from once to four times, and never lowers an estimate.
     * Learns from each provider call through {@code inference.call} whose provider reports its usage; prompts of fewer
     * than a hundred tokens teach nothing, as most of their bill is the frame around them.
     *
     * @param estimator the one to correct
     * @return an estimator with a memory of its own, empty at first
     */
    public static TokenEstimator calibrated(TokenEstimator estimator) {
        return new CalibratedEstimator(estimator);
    }
}
