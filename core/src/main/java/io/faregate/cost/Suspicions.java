package io.faregate.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prices that are allowed but look like a slip of the pen. */
final class Suspicions {
    private static final long PER_TOKEN_AT_MOST = 1_000;
    private static final long TIMES = 10;

    private final String model;
    private final Rates rates;
    private final List<String> found = new ArrayList<>();

    private Suspicions(String model, Rates rates) {
        this.model = model;
        this.rates = rates;
    }

    static List<String> of(String model, Rates rates) {
        Suspicions suspicions = new Suspicions(model, rates);
        suspicions.usual();
        suspicions.caches();
        suspicions.longer();
        rates.tiers().forEach((name, tier) -> suspicions.found.addAll(ofTier(model, rates, name, tier)));
        return suspicions.found;
    }

    /** Of the prices of a service tier beside the usual ones. */
    static List<String> ofTier(String model, Rates usual, String name, Rates tier) {
        Suspicions suspicions = new Suspicions(model + " " + name, tier);
        tier.given().forEach((unit, rate) -> {
            Rate without = usual.given().get(unit);
            if (without != null && rate.picos() > TIMES * without.picos()) {
                suspicions.say(unit, "is more than ten times the price without a tier");
            }
        });
        return suspicions.found;
    }

    private void usual() {
        long input = picos(Unit.INPUT_TOKENS);
        long output = picos(Unit.OUTPUT_TOKENS);
        if (rates.given().values().stream().allMatch(rate -> rate.picos() == 0)) {
            found.add(model + ": every price is 0, so it is free");
        } else if (Math.max(input, output) > 0 && Math.max(input, output) < PER_TOKEN_AT_MOST) {
            found.add(model + ": prices below 0.001; they are per million tokens, not per token");
        }
        if (input >= 0 && output >= 0 && output < input) {
            say(Unit.OUTPUT_TOKENS, "is less than input");
        }
        if (input > 0 && output > TIMES * input) {
            say(Unit.OUTPUT_TOKENS, "is more than ten times input");
        }
    }

    private void caches() {
        long input = picos(Unit.INPUT_TOKENS);
        if (input < 0) {
            return;
        }
        if (picos(Unit.CACHE_READ_TOKENS) > input) {
            say(Unit.CACHE_READ_TOKENS, "is more than input");
        }
        for (Unit write : List.of(Unit.CACHE_WRITE_TOKENS, Unit.CACHE_WRITE_1H_TOKENS)) {
            if (picos(write) >= 0 && picos(write) < input) {
                say(write, "is less than input");
            } else if (picos(write) > TIMES * input) {
                say(write, "is more than ten times input");
            }
        }
    }

    private void longer() {
        for (Map.Entry<Unit, Rate> entry : rates.givenLong().entrySet()) {
            long usual = picos(entry.getKey());
            if (usual >= 0 && entry.getValue().picos() > TIMES * usual) {
                found.add(model + ": " + Rates.LONG + Rate.column(entry.getKey()) + " "
                        + entry.getValue().written() + " is more than ten times the usual price");
            }
        }
    }

    private void say(Unit unit, String what) {
        Rate rate = rates.given().get(unit);
        if (rate != null) {
            found.add(model + ": " + Rate.column(unit) + " " + rate.written() + " " + what);
        }
    }

    private long picos(Unit unit) {
        Rate rate = rates.given().get(unit);
        return rate == null ? -1 : rate.picos();
    }
}
