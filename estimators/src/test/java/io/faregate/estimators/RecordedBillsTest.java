package io.faregate.estimators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.cost.TokenEstimator;
import io.faregate.estimators.JsonTree.Members;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What providers did bill for recorded chats; they lie beside the project, where they are at all. */
final class RecordedBillsTest {
    private static final Pattern BILLED = Pattern.compile("\"(?:prompt|input)_tokens\"\\s*:\\s*(\\d+)");

    private record Chat(String name, RequestShape request, long billed) {
        String model() {
            return request.model().orElse("");
        }
    }

    @Test
    void noRecordedChatWasBilledMoreThanEstimated() throws IOException {
        TokenEstimator counter = TokenEstimators.bpe();
        List<Chat> all = new ArrayList<>(chats());
        all.addAll(chats("/v1/responses", "openai-responses"));
        assertThat(all).hasSizeGreaterThan(70);
        for (Chat chat : all) {
            assertThat(TokenEstimator.utf8Bytes()
                            .promptTokens(chat.model(), chat.request().prompt()))
                    .as(chat.name())
                    .isGreaterThanOrEqualTo(chat.billed());
            assertThat(counter.promptTokens(chat.model(), chat.request().prompt()))
                    .as(chat.name())
                    .isGreaterThanOrEqualTo(chat.billed());
        }
    }

    @Test
    void openAisPlainChatsAreCountedToWithinAFewTokens() throws IOException {
        TokenEstimator counter = TokenEstimators.bpe();
        List<Chat> plain = chats().stream()
                .filter(chat -> chat.name().contains("-openai-") && !chat.name().contains("azure"))
                .filter(chat -> chat.request().prompt().tools() == 0)
                .filter(chat -> !chat.name().equals("openllmetry-openai-7cd9cd8e78.json"))
                .toList();

        assertThat(plain)
                .hasSizeGreaterThan(10)
                .allSatisfy(chat -> assertThat(counter.promptTokens(
                                chat.model(), chat.request().prompt()))
                        .as(chat.name())
                        .isBetween(chat.billed(), chat.billed() + 12));
    }

    private static List<Chat> chats() throws IOException {
        List<Chat> chats = chats("/chat/completions", "openai-chat");
        assertThat(chats).hasSizeGreaterThan(50);
        return chats;
    }

    private static List<Chat> chats(String path, String name) throws IOException {
        Dialect dialect = Dialects.named(name, AppFields.DEFAULT).orElseThrow();
        Path folder = folder();
        assumeTrue(Files.isDirectory(folder), "no recorded replies beside the project: " + folder);
        List<Chat> chats = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("index.jsonl"))) {
            Members entry = (Members) JsonTree.read(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
            if (String.valueOf(entry.get("url")).contains(path)) {
                add(chats, dialect, folder, String.valueOf(entry.get("file")));
            }
        }
        return chats;
    }

    private static void add(List<Chat> chats, Dialect dialect, Path folder, String name) throws IOException {
        byte[] request = Files.readAllBytes(folder.resolve(name.substring(0, name.lastIndexOf('.')) + ".req.json"));
        Matcher bills = BILLED.matcher(Files.readString(folder.resolve(name)));
        long billed = bills.results()
                .mapToLong(bill -> Long.parseLong(bill.group(1)))
                .max()
                .orElse(0);
        if (billed > 0 && dialect.scan(request, request.length, Origin.APPLICATION) instanceof RequestShape shape) {
            chats.add(new Chat(name, shape, billed));
        }
    }

    private static Path folder() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve("../shared/corpora/streams"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/corpora/streams").normalize();
    }
}
