package io.faregate.estimators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.api.Encoding;
import io.faregate.cost.Prompt;
import io.faregate.cost.TokenEstimator;
import io.faregate.cost.TokenEstimator.PromptSize;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BpeEstimatorTest {
    private static final TokenEstimator COUNTER = TokenEstimators.bpe(Map.of("team-chat", "gpt-5-mini"));
    private static final int WORK = 128 * 1024;

    /** Around one message of one string. */
    private static final long FRAME = 3 + 2 + 1;

    static Stream<String> hostileKinds() {
        return Texts.hostile(100).keySet().stream();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5, O200K",
        "gpt-4.1-nano, O200K",
        "gpt-4o-mini-2024-07-18, O200K",
        "chatgpt-4o-latest, O200K",
        "o3-pro, O200K",
        "gpt-6-luna, O200K",
        "ft:gpt-4o:org::id, O200K",
        "openai/gpt-5, O200K",
        "team-chat, O200K",
        "gpt-4, CL100K",
        "gpt-4-turbo-2024-04-09, CL100K",
        "gpt-3.5-turbo, CL100K",
        "gpt-35-turbo, CL100K",
        "text-embedding-3-small, CL100K",
        "us.anthropic.claude-3-5-sonnet-20240620-v1:0, CLAUDE",
        "meta-llama/Llama-3.2-1B-Instruct, LLAMA",
        "mistralai/Mixtral-8x7B-Instruct-v0.1, MISTRAL",
        "gemini-2.5-pro, OTHER",
        "gpt4all, OTHER",
        "'', OTHER",
    })
    void aModelsVocabularyIsFoundByItsName(String model, ModelFamily family) {
        assertThat(new ModelFamilies(Map.of("team-chat", "gpt-5-mini")).of(model))
                .isEqualTo(family);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5", "gpt-4"})
    void proseIsCountedToTheToken(String model) {
        Encoding vocabulary = new ModelFamilies(Map.of()).of(model).vocabulary();
        for (String text : new String[] {"Tell me a joke about opentelemetry", Texts.english(50_000), "a b c", "x"}) {
            long tokens = COUNTER.promptTokens(model, Texts.prompt(text)) - FRAME;

            // a piece ends in the middle of a word every eight thousand characters
            assertThat(tokens)
                    .isBetween(
                            (long) vocabulary.countTokensOrdinary(text),
                            vocabulary.countTokensOrdinary(text) + text.length() / 2_500L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-5", "gpt-4"})
    void nothingIsLostWhereASliceEndsBeforeASpace(String model) {
        Encoding vocabulary = new ModelFamilies(Map.of()).of(model).vocabulary();
        Random random = new Random(11);
        String[] words = {
            "fare",
            "I'm",
            "it's",
            "x1",
            "3.14",
            "(a",
            "b)",
            "--",
            "http://a.b/c?d=e",
            "\u00e9t\u00e9",
            "END",
            ",",
            "\n",
            "\t\tif"
        };
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 700) {
                text.append(words[random.nextInt(words.length)])
                        .append(" ".repeat(1 + random.nextInt(2) * random.nextInt(2)));
            }
            TokenCount count = new TokenCount(vocabulary);
            count.add(text.toString());

            assertThat(count.tokens()).as(text.toString()).isEqualTo(vocabulary.countTokensOrdinary(text.toString()));
        }
    }

    @ParameterizedTest
    @MethodSource("hostileKinds")
    void aHostileTextIsBoundedByItsTokensAndItsBytes(String kind) {
        String text = Texts.hostile(20_000).get(kind);
        // JTokkit can not be asked for these
        String encodable = kind.equals("lone surrogates") ? "" : text;
        for (String model : new String[] {"gpt-5", "gpt-4", "claude-opus-5", "no-such-model"}) {
            Encoding vocabulary = new ModelFamilies(Map.of()).of(model).vocabulary();
            Prompt prompt = Texts.prompt(text);

            assertThat(COUNTER.promptTokens(model, prompt))
                    .as(model)
                    .isBetween((long) vocabulary.countTokensOrdinary(encodable), prompt.utf8Bytes() * 105 / 100 + 650);
        }
    }

    @ParameterizedTest
    @MethodSource("hostileKinds")
    void aHostileMegabyteIsCountedAtItsBeginningAndBoundedByItsBytesBeyond(String kind) {
        Prompt prompt = Texts.prompt(Texts.hostile(1 << 20).get(kind));

        long tokens = COUNTER.promptTokens("gpt-5", prompt);

        // so many are of bytes that nobody counted: what is counted is bounded, and so is the time it takes
        assertThat(tokens).isBetween(prompt.utf8Bytes() - 3L * WORK, prompt.utf8Bytes() + 3L * WORK / 20);
    }

    @Test
    void aDeploymentOfGpt4oMiniHoldsWhatThatMakesOfPictures() {
        Prompt shown = new Prompt() {
            @Override
            public long utf8Bytes() {
                return 1_134;
            }

            @Override
            public int messages() {
                return 1;
            }

            @Override
            public int tools() {
                return 0;
            }

            @Override
            public int pictureCount() {
                return 1;
            }
        };
        TokenEstimator counter = TokenEstimators.bpe(Map.of("team-eyes", "gpt-4o-mini"));

        assertThat(counter.promptTokens("team-eyes", shown) - counter.promptTokens("gpt-4o", shown))
                .isEqualTo(TokenEstimator.morePictureTokens("gpt-4o-mini", shown))
                .isPositive();
    }

    @Test
    void aSpecialTokenInAPromptIsText() {
        long tokens = COUNTER.promptTokens("gpt-5", Texts.prompt("<|endoftext|>"));

        assertThat(tokens).isEqualTo(FRAME + ModelFamily.O200K.vocabulary().countTokensOrdinary("<|endoftext|>"));
        assertThat(tokens - FRAME).isGreaterThan(3);
    }

    @Test
    void aLoneSurrogateIsThreeTokensAndAPairIsItself() {
        long plain = COUNTER.promptTokens("gpt-5", Texts.prompt("ab"));

        assertThat(COUNTER.promptTokens("gpt-5", Texts.prompt("ab\ud83d"))).isEqualTo(plain + 3);
        assertThat(COUNTER.promptTokens("gpt-5", Texts.prompt("\ude00ab"))).isEqualTo(plain + 3);
        assertThat(COUNTER.promptTokens("gpt-5", Texts.prompt("\ud83d\ude00"))).isLessThan(FRAME + 4);
    }

    @Test
    void digitsAndOtherScriptsAreDearInAVocabularyNobodyKnows() {
        String digits = "12345678901234567890";
        String han = "\u4e2d\u6587\u4f60\u597d";

        assertThat(COUNTER.promptTokens("claude-opus-5", Texts.prompt(digits))
                        - COUNTER.promptTokens("claude-opus-5", Texts.prompt("")))
                .isGreaterThanOrEqualTo(digits.length());
        assertThat(COUNTER.promptTokens("claude-opus-5", Texts.prompt(han))
                        - COUNTER.promptTokens("claude-opus-5", Texts.prompt("")))
                .isGreaterThanOrEqualTo(6);
    }

    @Test
    void longRunsOfOneCharacterAreDearWhereNobodyKnowsTheVocabulary() {
        Prompt spaces = Texts.prompt(" ".repeat(30_000));

        assertThat(COUNTER.promptTokens("gpt-5", spaces)).isLessThan(1_000);
        assertThat(COUNTER.promptTokens("claude-opus-5", spaces)).isGreaterThanOrEqualTo(5_000);
    }

    @Test
    void aPromptWithoutTextIsBoundedByItsSize() {
        assertThat(COUNTER.promptTokens("gpt-5", new PromptSize(15_000, 1, 0))).isCloseTo(15_000L, within(10L));
        assertThat(COUNTER.promptTokens("gpt-5", new PromptSize(Long.MAX_VALUE, 1, 0)))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(COUNTER.promptTokens("claude-opus-5", new PromptSize(0, 1, 2)))
                .isGreaterThan(700);
    }
}
