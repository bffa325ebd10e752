package io.faregate.estimators;

import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** Raises an estimate by what bills have taught, model by model. Thread-safe. */
final class CalibratedEstimator implements TokenEstimator {
    private static final int MOST_MODELS = 512;

    private final Map<String, Calibration> models = new ConcurrentHashMap<>();
    private final Calibration others = new Calibration();
    private final TokenEstimator estimator;

    CalibratedEstimator(TokenEstimator estimator) {
        this.estimator = estimator;
    }

    @Override
    public long promptTokens(String model, Prompt prompt) {
        return of(model).raised(estimator.promptTokens(model, prompt));
    }

    @Override
    public LongConsumer bill(String model, long estimated) {
        Calibration calibration = of(model);
        long before = calibration.lowered(estimated);
        LongConsumer inner = estimator.bill(model, before);
        return billed -> {
            calibration.learn(before, billed);
            inner.accept(billed);
        };
    }

    /** A model beyond the first five hundred shares one memory with all that came later. */
    private Calibration of(String model) {
        Calibration known = models.get(model);
        if (known == null) {
            known = models.size() < MOST_MODELS ? models.computeIfAbsent(model, name -> new Calibration()) : others;
        }
        return known;
    }
}
