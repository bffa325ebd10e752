package io.faregate.body;

import io.faregate.body.Dialect.Reads;
import java.util.List;
import java.util.Optional;

/** All dialects. */
public final class Dialects {
    private static final RefusalFormat PROBLEM = new ProblemDetails();

    private Dialects() {}

    /**
     * The dialect of a name, for a route.
     *
     * @param name a name as in policies
     * @param fields where the {@code app} dialect finds its fields; further fields that are let through in all
     * @return the dialect, or empty
     * @throws IllegalArgumentException when two fields have one place, or an allowed name differs from one of the
     *     dialect's own only in how it is written
     */
    public static Optional<Dialect> named(String name, AppFields fields) {
        return switch (name) {
            case "app" -> Optional.of(new JsonDialect(name, new JsonScanner(AppBody.request(fields)), null, PROBLEM));
            case "openai-chat" -> Optional.of(openAiChat(fields));
            case "multipart" -> Optional.of(new UnreadDialect(name, Reads.PARTS, PROBLEM));
            case "none" -> Optional.of(new UnreadDialect(name, Reads.NOTHING, PROBLEM));
            default -> Optional.empty();
        };
    }

    static Dialect openAiChat(AppFields fields) {
        return new JsonDialect(
                "openai-chat",
                new JsonScanner(OpenAiChat.request(fields.allowed())),
                OpenAiChat.reply(),
                new OpenAiErrors());
    }

    /**
     * All names, for messages.
     *
     * @return the names in the order of the docs
     */
    public static List<String> names() {
        return List.of("app", "openai-chat", "multipart", "none");
    }
}
