package io.faregate.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.faregate.body.ToldPrompt;
import io.faregate.cost.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptsTest {
    private static final ChatRequestParameters PLAIN = DefaultChatRequestParameters.EMPTY;

    @Test
    void allTextOfAllMessagesIsPrompt() {
        Prompt prompt = Prompts.of(
                List.of(
                        SystemMessage.from("be-brief"),
                        UserMessage.from("bob-by-name", "find-it"),
                        AiMessage.from(
                                "i-look",
                                List.of(ToolExecutionRequest.builder()
                                        .id("call-id")
                                        .name("search-tool")
                                        .arguments("{\"q\":\"needle\"}")
                                        .build())),
                        ToolExecutionResultMessage.from("call-id", "search-tool", "in-the-haystack")),
                PLAIN);

        assertThat(text(prompt))
                .contains("be-brief", "bob-by-name", "find-it", "i-look", "search-tool", "needle", "in-the-haystack");
        assertThat(prompt.messages()).isEqualTo(4);
        assertThat(prompt.utf8Bytes()).isEqualTo(text(prompt).length());
    }

    @Test
    void toolsAndTheSchemaOfTheReplyArePrompt() {
        JsonObjectSchema schema = JsonObjectSchema.builder()
                .addStringProperty("city-name", "where-it-is")
                .build();
        Prompt prompt = Prompts.of(
                List.of(UserMessage.from("hi")),
                DefaultChatRequestParameters.builder()
                        .toolSpecifications(ToolSpecification.builder()
                                .name("weather-tool")
                                .description("what-it-does")
                                .parameters(schema)
                                .build())
                        .responseFormat(ResponseFormat.builder()
                                .type(ResponseFormatType.JSON)
                                .jsonSchema(JsonSchema.builder()
                                        .name("reply-schema")
                                        .rootElement(JsonObjectSchema.builder()
                                                .addIntegerProperty("degrees-there", "how-warm")
                                                .build())
                                        .build())
                                .build())
                        .build());

        assertThat(text(prompt))
                .contains("weather-tool", "what-it-does", "city-name", "where-it-is")
                .contains("reply-schema", "degrees-there", "how-warm");
        assertThat(prompt.tools()).isEqualTo(1);
    }

    /** By the dearest of any size, whether the text that shows it is short or long. */
    @Test
    void picturesAreHeldAsPicturesAndNotAsText() {
        ChatMessage one = UserMessage.from(TextContent.from("what is this?"), ImageContent.from("https://a.example/b"));
        ChatMessage other = UserMessage.from(
                TextContent.from("what is this?"), ImageContent.from("A".repeat(100_000), "image/png"));

        Prompt prompt = Prompts.of(List.of(one), PLAIN);

        assertThat(prompt.pictureCount()).isEqualTo(1);
        assertThat(prompt.utf8Bytes()).isEqualTo(15_000 + "what is this?".length());
        assertThat(Prompts.of(List.of(other), PLAIN)).isEqualTo(prompt);
    }

    @Test
    void documentsAreHeldByTheirSizeToo() {
        ChatMessage shown = UserMessage.from(PdfFileContent.from(
                PdfFile.builder().base64Data("A".repeat(100_000)).build()));

        assertThat(Prompts.of(List.of(shown), PLAIN).utf8Bytes()).isGreaterThan(15_000 + 100_000);
    }

    private static String text(Prompt prompt) {
        return String.join("", ((ToldPrompt) prompt).texts());
    }
}
