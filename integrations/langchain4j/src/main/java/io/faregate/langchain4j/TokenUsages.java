package io.faregate.langchain4j;

import dev.langchain4j.model.output.TokenUsage;
import io.faregate.cost.Unit;
import io.faregate.cost.Usage;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What LangChain4j says that a reply has used. */
final class TokenUsages {
    private TokenUsages() {}

    /**
     * The same in units. Those of Anthropic and Bedrock count what a cache was given, and gave, beside the input; that of
     * others is inside.
     *
     * @return empty when it says nothing, or what can not be
     */
    static Optional<Usage> usage(@Nullable TokenUsage said) {
        if (said == null || said.inputTokenCount() == null || said.outputTokenCount() == null) {
            return Optional.empty();
        }
        long read = beside(said, "cacheReadInputTokens");
        long written = beside(said, "cacheCreationInputTokens") + beside(said, "cacheWriteInputTokens");
        long input = said.inputTokenCount();
        long output = said.outputTokenCount();
        // no prompt is empty: nothing at all is what some say that do not know
        boolean isAbsurd = input < 0 || output < 0 || read < 0 || written < 0 || input + read + written == 0;
        return isAbsurd
                ? Optional.empty()
                : Optional.of(Usage.of(input, output)
                        .with(Unit.CACHE_READ_TOKENS, read)
                        .with(Unit.CACHE_WRITE_TOKENS, written));
    }

    /** By its name, since each provider's module has a type of its own. */
    private static long beside(TokenUsage said, String name) {
        try {
            Method count = said.getClass().getMethod(name);
            return count.invoke(said) instanceof Integer tokens ? tokens : 0;
        } catch (ReflectiveOperationException none) {
            return 0;
        }
    }
}
