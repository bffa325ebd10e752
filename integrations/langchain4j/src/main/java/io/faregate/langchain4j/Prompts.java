package io.faregate.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import io.faregate.body.ToldPrompt;
import io.faregate.cost.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a model will read of a request: all text of its messages, tools and schema. One thread uses it, once. */
final class Prompts {
    private final List<String> texts = new ArrayList<>();
    private int shown;

    private Prompts() {}

    /**
     * The prompt of a request.
     *
     * @throws IllegalArgumentException when it has sound or films, whose tokens nobody can tell
     */
    static Prompt of(List<ChatMessage> messages, ChatRequestParameters asked) {
        Prompts prompt = new Prompts();
        messages.forEach(prompt::message);
        List<ToolSpecification> tools = Objects.requireNonNullElse(asked.toolSpecifications(), List.of());
        tools.forEach(tool -> prompt.texts.add(tool.toString()));
        if (asked.responseFormat() != null) {
            prompt.texts.add(asked.responseFormat().toString());
        }
        return new ToldPrompt(prompt.texts, messages.size(), tools.size(), prompt.shown);
    }

    /** Only a user shows pictures; of all others everything is text, as their JSON has it. */
    private void message(ChatMessage message) {
        if (message instanceof UserMessage user) {
            texts.add(Objects.requireNonNullElse(user.name(), ""));
            user.contents().forEach(this::content);
        } else {
            texts.add(ChatMessageSerializer.messageToJson(message));
        }
    }

    private void content(Content content) {
        if (content instanceof TextContent text) {
            texts.add(text.text());
        } else if (content instanceof ImageContent) {
            shown++;
        } else if (content instanceof PdfFileContent document) {
            shown++;
            texts.add(document.toString());
        } else {
            throw new IllegalArgumentException("A prompt with " + content.type()
                    + " can not be priced, so it is not sent: nobody can tell the tokens of it.");
        }
    }
}
