package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.output.TokenUsage;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import org.junit.jupiter.api.Test;

final class TokenUsagesTest {

    @Test
    void inputAndOutputAreWhatIsUsed() {
        assertThat(TokenUsages.usage(new TokenUsage(12, 34))).contains(Usage.of(12, 34));
        assertThat(TokenUsages.usage(new TokenUsage(12, 0))).contains(Usage.of(12, 0));
    }

    @Test
    void whatIsMissingOrCanNotBeIsNoUsage() {
        assertThat(TokenUsages.usage(null)).isEmpty();
        assertThat(TokenUsages.usage(new TokenUsage())).isEmpty();
        assertThat(TokenUsages.usage(new TokenUsage(12, null))).isEmpty();
        assertThat(TokenUsages.usage(new TokenUsage(0, 0))).isEmpty();
        assertThat(TokenUsages.usage(new TokenUsage(12, -1))).isEmpty();
        assertThat(TokenUsages.usage(new TokenUsage(-1, 34))).isEmpty();
    }

    @Test
    void whatTheCacheHasIsBesideTheInput() {
        assertThat(TokenUsages.usage(new OfBedrock(2, 34, 7, 5)))
                .contains(Usage.of(2, 34).with(Unit.CACHE_READ_TOKENS, 7).with(Unit.CACHE_WRITE_TOKENS, 5));
        assertThat(TokenUsages.usage(new OfBedrock(0, 34, 7, null)))
                .contains(Usage.of(0, 34).with(Unit.CACHE_READ_TOKENS, 7));
        assertThat(TokenUsages.usage(new OfAnthropic(2, 34, 5)))
                .contains(Usage.of(2, 34).with(Unit.CACHE_WRITE_TOKENS, 5));
    }

    /** As that of langchain4j-bedrock. */
    public static final class OfBedrock extends TokenUsage {
        private final Integer read;
        private final Integer written;

        OfBedrock(Integer input, Integer output, Integer read, Integer written) {
            super(input, output);
            this.read = read;
            this.written = written;
        }

        /** By reflection. */
        public Integer cacheReadInputTokens() {
            return read;
        }

        /** By reflection. */
        public Integer cacheWriteInputTokens() {
            return written;
        }
    }

    /** As that of langchain4j-anthropic. */
    public static final class OfAnthropic extends TokenUsage {
        private final Integer created;

        OfAnthropic(Integer input, Integer output, Integer created) {
            super(input, output);
            this.created = created;
        }

        /** By reflection. */
        public Integer cacheCreationInputTokens() {
            return created;
        }
    }
}
