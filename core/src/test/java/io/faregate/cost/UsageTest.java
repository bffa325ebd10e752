package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.cost.TokenEstimator.PromptSize;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UsageTest {

    @Test
    void everyUnitIsFoundByItsKeyAlone() {
        for (Unit unit : Unit.values()) {
            assertThat(Unit.of(unit.key())).contains(unit);
            assertThat(Unit.of(unit.name())).isEmpty();
        }
        assertThat(Unit.CACHE_WRITE_1H_TOKENS.key()).isEqualTo("cache-write-1h-tokens");
        assertThat(Unit.of("")).isEmpty();
        assertThat(Arrays.stream(Unit.values()).filter(Unit::isTokens)).hasSize(7);
    }

    @Test
    void promptTokensAreAllKindsOfInputAndTokensAreAllKinds() {
        Usage usage = Usage.NONE;
        for (Unit unit : Unit.values()) {
            usage = usage.with(unit, 1);
        }

        assertThat(usage.promptTokens()).isEqualTo(5);
        assertThat(usage.tokens()).isEqualTo(7);
    }

    @Test
    void sumsSaturateInsteadOfWrapping() {
        Usage most = Usage.of(Long.MAX_VALUE, Long.MAX_VALUE);
        Usage cached = most.with(Unit.CACHE_READ_TOKENS, Long.MAX_VALUE);

        assertThat(most.plus(Usage.of(1, Long.MAX_VALUE))).isEqualTo(most);
        assertThat(cached.promptTokens()).isEqualTo(Long.MAX_VALUE);
        assertThat(cached.tokens()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nothingIsEverNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Usage.of(-1, 0))
                .withMessageContaining("input-tokens")
                .withMessageContaining("-1");
        assertThat(Usage.of(1, 2).minus(Usage.of(5, 1))).isEqualTo(Usage.of(0, 1));
    }

    @Test
    void isAValue() {
        Usage usage = Usage.of(3, 0);
        Usage changed = usage.with(Unit.FILES, 2);

        assertThat(usage)
                .isEqualTo(Usage.of(3, 0))
                .hasSameHashCodeAs(Usage.of(3, 0))
                .hasToString("Usage[input-tokens=3]");
        assertThat(changed).isNotEqualTo(usage).hasToString("Usage[input-tokens=3, files=2]");
        assertThat(Usage.NONE).hasToString("Usage[]");
    }

    @Test
    void plusAndMinusAgreeWithTheCountsOneByOne() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            Usage a = random(random);
            Usage b = random(random);
            for (Unit unit : Unit.values()) {
                assertThat(a.plus(b).get(unit)).isEqualTo(a.get(unit) + b.get(unit));
                assertThat(a.plus(b).minus(b).get(unit)).isEqualTo(a.get(unit));
            }
        }
    }

    @Test
    void theDefaultEstimateIsBytesAndFramesAndNeverWraps() {
        TokenEstimator bytes = TokenEstimator.utf8Bytes();

        assertThat(bytes.promptTokens("any", new PromptSize(0, 0, 0))).isEqualTo(16);
        assertThat(bytes.promptTokens("any", new PromptSize(1_000, 2, 3))).isEqualTo(1_000 + 48 + 192 + 600);
        assertThat(bytes.promptTokens("any", new PromptSize(Long.MAX_VALUE, 1, 0)))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(bytes.promptTokens("any", new PromptSize(0, Integer.MAX_VALUE, 0)))
                .isEqualTo(16L << 31);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PromptSize(-1, 0, 0))
                .withMessageContaining("-1");
    }

    private static Usage random(Random random) {
        Usage usage = Usage.NONE;
        for (Unit unit : Unit.values()) {
            usage = usage.with(unit, random.nextInt(3) == 0 ? 0 : random.nextLong() >>> 2);
        }
        return usage;
    }
}
