package io.faregate.body;

import static io.faregate.body.Bodies.accepted;
import static io.faregate.body.Bodies.rejected;
import static io.faregate.body.Bodies.scan;
import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.cost.Unit;
import io.faregate.ride.Reason;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider's own tools, wherever a dialect lets them be asked for. */
class ProviderToolTest {
    private static final String CHAT = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final String CONTENTS = "\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]";
    private static final String BLOCKS = "\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]";

    private static String hello(String dialect) {
        return switch (dialect) {
            case "openai-responses" -> "\"input\":\"hi\"";
            case "gemini" -> CONTENTS;
            case "bedrock-converse" -> BLOCKS;
            default -> CHAT;
        };
    }

    private static String body(String dialect, String member) {
        return "{" + member + "," + hello(dialect) + "}";
    }

    /** Only its name is in the body; what the provider tells the model of it is longer than all frames. */
    @ParameterizedTest
    @CsvSource({"computer_20250124,1250", "text_editor_20250429,1250", "bash_20250124,1250", "custom,0"})
    void aToolThatTheProviderDefinesIsHeldWithItsDefinition(String kind, long definition) {
        String tool = "\"tools\":[{\"type\":\"" + kind + "\",\"name\":\"x\"}]";
        RequestShape shape = accepted(scan(
                Dialects.named("anthropic", AppFields.DEFAULT).orElseThrow(),
                body("anthropic", tool),
                Origin.APPLICATION));

        assertThat(shape.prompt().utf8Bytes()).isEqualTo("userhix".length() + kind.length() + definition);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-chat|`\"web_search_options\":{}`|web_search|10|8000",
                "openai-chat|`\"tools\":[{\"type\":\"web_search\"}]`|web_search|10|8000",
                "openai-responses|`\"tools\":[{\"type\":\"web_search_preview_2025_03_11\"}]`|web_search|10|8000",
                "openai-responses|`\"max_tool_calls\":3,\"tools\":[{\"type\":\"web_search\"}]`|web_search|3|8000",
                "openai-responses|`\"tools\":[{\"type\":\"web_search\"}],\"max_tool_calls\":0`|web_search|0|8000",
                "openai-responses|`\"tools\":[{\"type\":\"web_search\"}],\"max_tool_calls\":-1`|web_search|10|8000",
                "openai-responses|`\"tools\":[{\"type\":\"code_interpreter\"}]`|code_interpreter|10|8000",
                "openai-responses|`\"tools\":[{\"type\":\"file_search\"}]`|file_search|10|40000",
                "openai-responses|`\"tools\":[{\"type\":\"image_generation\"}]`|image_generation|10|8000",
                "openai-responses|`\"tools\":[{\"type\":\"mcp\",\"server_url\":\"https://example.org\"}]`|mcp|10|8000",
                "anthropic|`\"tools\":[{\"type\":\"web_search_20990101\",\"max_uses\":2}]`|web_search|2|8000",
                "anthropic|`\"tools\":[{\"max_uses\":2,\"type\":\"web_fetch_20250910\"}]`|web_fetch|2|125000",
                "anthropic|`\"tools\":[{\"type\":\"code_execution_20250825\"}]`|code_execution|10|8000",
                "mistral|`\"tools\":[{\"type\":\"web_search_premium\"}]`|web_search_premium|10|8000",
                "mistral|`\"tools\":[{\"type\":\"document_library\"}]`|document_library|10|8000",
                "cohere-v2|`\"tools\":[{\"type\":\"web_search\"}]`|web_search|10|8000",
                "gemini|`\"tools\":[{\"googleSearch\":{}}]`|google_search|10|8000",
                "gemini|`\"tools\":[{\"google_search\":{}}]`|google_search|10|8000",
                "gemini|`\"tools\":[{\"codeExecution\":{}}]`|code_execution|10|8000",
                "gemini|`\"tools\":[{\"fileSearch\":{}}]`|file_search|10|40000",
                "gemini|`\"tools\":[{\"google_maps\":{}}]`|google_maps|10|8000",
                "gemini|`\"tools\":[{\"urlContext\":{}}]`|url_context|10|125000",
                "bedrock-converse|`\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_grounding\"}}]}`|nova_grounding|10|8000",
            })
    void anApplicationsAreCountedWithTheMostCallsThatTheBodyLetsThem(
            String dialect, String member, String name, long calls, long tokens) {
        RequestShape shape = accepted(scan(ClaimExample.dialect(dialect), body(dialect, member), Origin.APPLICATION));
        RequestShape plain =
                accepted(scan(ClaimExample.dialect(dialect), "{" + hello(dialect) + "}", Origin.APPLICATION));
        ProviderTool tool = new ProviderTool(name, calls, tokens);

        assertThat(shape.providerTools()).containsExactly(tool);
        assertThat(shape.most(5, 7).get(Unit.WEB_SEARCHES)).isEqualTo(tool.isSearch() ? calls : 0);
        assertThat(shape.prompt().utf8Bytes())
                .isBetween(
                        plain.prompt().utf8Bytes() + tokens * calls,
                        plain.prompt().utf8Bytes() + tokens * calls + 99);
    }

    /** What the provider calls approximate is held with a quarter more; nothing but a number says how much it is. */
    @ParameterizedTest
    @CsvSource({
        "APPLICATION,9,11",
        "APPLICATION,40000,50000",
        "APPLICATION,200000,250000",
        "APPLICATION,9223372036854775807,1000000",
        "APPLICATION,1000000000000000000000000000000,1000000",
        "APPLICATION,-1,1000000",
        "APPLICATION,null,125000",
        "APPLICATION,9.0,125000",
        "APPLICATION,'\"9\"',125000",
        "CLIENT,9,125000",
        "CLIENT,200000,250000",
        "CLIENT,null,125000",
    })
    void whatIsFetchedIsHeldAsTheBodySaysAndOfAClientNeverBelowAPaper(Origin origin, String said, long tokens) {
        String tool = "\"tools\":[{\"max_content_tokens\":" + said
                + ",\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\",\"max_uses\":2}]";

        RequestShape shape = accepted(scan(ClaimExample.dialect("anthropic"), body("anthropic", tool), origin));

        assertThat(shape.providerTools()).containsExactly(new ProviderTool("web_fetch", 2, tokens));
    }

    @Test
    void whatOneToolSaysOfWhatItFetchesIsNotSaidOfTheNext() {
        String tools = "\"tools\":[{\"type\":\"web_fetch_20250910\",\"max_content_tokens\":80,\"max_uses\":1},"
                + "{\"type\":\"web_search_20250305\",\"max_content_tokens\":80,\"max_uses\":1},"
                + "{\"type\":\"web_fetch_20260309\",\"max_uses\":1}]";

        RequestShape shape =
                accepted(scan(ClaimExample.dialect("anthropic"), body("anthropic", tools), Origin.APPLICATION));

        assertThat(shape.providerTools())
                .containsExactly(new ProviderTool("web_fetch", 2, 125_000), new ProviderTool("web_search", 1, 8_000));
    }

    /** A turn reads all that was there before it: the longest results come first, and each call that can has its turn. */
    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "0,1", "2,0", "3,1", "9,0", "1,9", "12,3"})
    void whatAProviderReadsInEachOfItsTurnsIsHeldForEach(int searches, int fetches) {
        String tools = "\"tools\":[{\"type\":\"web_search_20250305\",\"max_uses\":" + searches
                + "},{\"type\":\"web_fetch_20250910\",\"max_content_tokens\":80,\"max_uses\":" + fetches + "}]";
        RequestShape shape =
                accepted(scan(ClaimExample.dialect("anthropic"), body("anthropic", tools), Origin.APPLICATION));
        long results = searches * 8_000L + fetches * 100L;

        long read = shape.most(1_000 + results, 7).get(Unit.INPUT_TOKENS);

        int turns = Math.min(10, 1 + searches + fetches);
        long expected = 0;
        long found = 0;
        int called = 0;
        for (int turn = 1; turn <= turns; turn++) {
            expected += 1_000 + found + (turn == 1 ? 0 : 7);
            int calls = turn == 1 ? searches + fetches - Math.max(0, turns - 2) : 1;
            for (int call = 0; call < calls; call++, called++) {
                found += called < searches ? 8_000 : 100;
            }
        }
        assertThat(read).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"openai-responses,'\"tools\":[{\"type\":\"web_search\"}]'", "gemini,'\"tools\":[{\"urlContext\":{}}]'"})
    void whereNobodyPublishesThatTurnsAreBilledThePromptIsReadOnce(String dialect, String tools) {
        RequestShape shape = accepted(scan(ClaimExample.dialect(dialect), body(dialect, tools), Origin.APPLICATION));

        assertThat(shape.most(5, 7).get(Unit.INPUT_TOKENS)).isEqualTo(5);
    }

    /** An estimator of somebody's own may count the text alone. */
    @Test
    void turnsAreHeldForWhateverThePromptIsSaidToBe() {
        String tools = "\"tools\":[{\"type\":\"web_fetch_20250910\"}]";
        RequestShape shape =
                accepted(scan(ClaimExample.dialect("anthropic"), body("anthropic", tools), Origin.APPLICATION));

        assertThat(shape.most(5, 7).get(Unit.INPUT_TOKENS)).isEqualTo(5 + 9 * 7);
        assertThat(shape.most(Long.MAX_VALUE, 7).get(Unit.INPUT_TOKENS)).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-chat|`\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"web_search\"}}]`",
                "openai-chat|`\"web_search_options\":null`",
                "openai-responses|`\"tools\":[{\"type\":\"local_shell\"},{\"type\":\"custom\",\"name\":\"x\"}]`",
                "anthropic|`\"tools\":[{\"name\":\"web_search\"},{\"type\":\"bash_20250124\",\"name\":\"bash\"}]`",
                "anthropic|`\"tools\":[{\"type\":\"text_editor_20250728\"},{\"type\":\"computer_20250124\"}]`",
                "gemini|`\"tools\":[{\"functionDeclarations\":[{\"name\":\"google_search\"}]},{\"computerUse\":{}}]`",
            })
    void toolsThatTheApplicationRunsAreNoneOfThem(String dialect, String member) {
        RequestShape shape = accepted(scan(ClaimExample.dialect(dialect), body(dialect, member), Origin.APPLICATION));

        assertThat(shape.providerTools()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-chat|`\"web_search_options\":{\"search_context_size\":\"low\"}`|web_search",
                "openai-responses|`\"tools\":[{\"type\":\"web_search_2025_08_26\"}]`|web_search",
                "anthropic|`\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":2}]`|web_search",
                "openai-responses|`\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}]`|code_interpreter",
                "anthropic|`\"tools\":[{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"}]`|code_execution",
                "anthropic|`\"tools\":[{\"type\":\"web_fetch_20250910\",\"max_content_tokens\":9}]`|web_fetch",
                "mistral|`\"tools\":[{\"type\":\"web_search_premium\"}]`|web_search_premium",
                "gemini|`\"tools\":[{\"googleSearch\":{}}]`|google_search",
                "gemini|`\"tools\":[{\"code_execution\":{}}]`|code_execution",
                "bedrock-converse|`\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_grounding\"}}]}`|nova_grounding",
            })
    void aClientsAreToolsOfTheirNamesForTheRouteToJudge(String dialect, String member, String name) {
        RequestShape shape = accepted(ClaimExample.dialect(dialect), body(dialect, member));

        assertThat(shape.claimed(Claim.TOOLS)).isPresent();
        assertThat(shape.toolNames()).containsOnly(name);
        assertThat(shape.providerTools()).extracting(ProviderTool::name).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "openai-chat|`\"tools\":[{\"type\":\"web_search\"}]`",
                "openai-chat|`\"tools\":[{\"type\":\"code_interpreter\"}]`",
                "openai-responses|`\"tools\":[{\"type\":\"Web_Search\"}]`",
                "openai-responses|`\"tools\":[{\"type\":\"web-search\"}]`",
                "openai-responses|`\"tools\":[{\"type\":\"file_search\",\"vector_store_ids\":[\"v\"]}]`",
                "openai-responses|`\"tools\":[{\"type\":\"mcp\",\"server_url\":\"https://example.org\"}]`",
                "openai-responses|`\"tools\":[{\"type\":\"web_search\",\"search_context_size\":\"high\"}]`",
                "openai-responses|`\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"memory_limit\":\"64g\"}}]`",
                "openai-responses|`\"tools\":[{\"type\":\"image_generation\"}]`",
                "anthropic|`\"tools\":[{\"type\":\"advisor_20260301\"}]`",
                "anthropic|`\"tools\":[{\"type\":\"bash_20250124\"}]`",
                "mistral|`\"tools\":[{\"type\":\"document_library\"}]`",
                "cohere-v2|`\"tools\":[{\"type\":\"web_search\"}]`",
                "ollama|`\"tools\":[{\"type\":\"web_search\"}]`",
                "gemini|`\"tools\":[{\"fileSearch\":{\"fileSearchStoreNames\":[\"s\"]}}]`",
                "gemini|`\"tools\":[{\"mcpServers\":[]}]`",
                "bedrock-converse|`\"toolConfig\":{\"tools\":[{\"systemTool\":{\"name\":\"nova_code_interpreter\"}}]}`",
            })
    void allOthersAreRefusedFromAClientWhateverTheRouteSays(String dialect, String member) {
        assertThat(rejected(ClaimExample.dialect(dialect), body(dialect, member))
                        .reason())
                .isEqualTo(Reason.FIELD_NOT_ALLOWED);
    }

    @Test
    void aKindWithoutEndIsReadInAMoment() {
        String kind = "_1".repeat(200_000) + "x";

        Assertions.assertThatCode(() -> org.junit.jupiter.api.Assertions.assertTimeout(
                        Duration.ofSeconds(2),
                        () -> rejected(
                                ClaimExample.dialect("openai-responses"),
                                body("openai-responses", "\"tools\":[{\"type\":\"" + kind + "\"}]"))))
                .doesNotThrowAnyException();
    }
}
