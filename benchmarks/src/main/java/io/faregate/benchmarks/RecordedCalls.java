package io.faregate.benchmarks;

import io.faregate.body.AppFields;
import io.faregate.body.Dialect;
import io.faregate.body.Dialects;
import io.faregate.body.Origin;
import io.faregate.body.RequestShape;
import io.faregate.body.ResponseMeter;
import io.faregate.cost.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recorded calls of real providers, beside the project where they are at all: what was asked, and what was billed. */
final class RecordedCalls {
    static final Path FOLDER = Path.of("../shared/corpora/streams");

    /** Which file and path speak which dialect: the host is in the name of the file, and in no path. */
    private static final Map<Pattern, String> DIALECTS = new LinkedHashMap<>();

    static {
        DIALECTS.put(Pattern.compile(".*mistral\\.ai-.*/chat/completions"), "mistral");
        DIALECTS.put(Pattern.compile(".*/chat/completions"), "openai-chat");
        DIALECTS.put(Pattern.compile(".*/v1/responses"), "openai-responses");
        DIALECTS.put(Pattern.compile(".*/v1/completions"), "openai-completions");
        DIALECTS.put(Pattern.compile(".*/embeddings"), "openai-embeddings");
        DIALECTS.put(Pattern.compile(".*/v1/messages"), "anthropic");
        DIALECTS.put(Pattern.compile(".*:(generateContent|streamGenerateContent)"), "gemini");
        DIALECTS.put(Pattern.compile(".*/converse(-stream)?"), "bedrock-converse");
        DIALECTS.put(Pattern.compile(".*/v2/chat"), "cohere-v2");
        DIALECTS.put(Pattern.compile(".*/api/chat"), "ollama");
    }

    /** One call: its request as a dialect reads it, and the prompt tokens it was billed. */
    record Call(String dialect, String model, RequestShape request, long billed) {
        boolean hasTools() {
            return request.prompt().tools() > 0;
        }
    }

    private final Map<String, Integer> left = new TreeMap<>();
    private final Map<String, String> deployments = new TreeMap<>();
    private final List<Call> calls = new ArrayList<>();

    private RecordedCalls() {}

    static RecordedCalls read() throws IOException {
        RecordedCalls all = new RecordedCalls();
        for (String line : Files.readAllLines(FOLDER.resolve("index.jsonl"))) {
            all.read(line);
        }
        return all;
    }

    List<Call> calls() {
        return calls;
    }

    /** Why calls were left out, and how many. */
    Map<String, Integer> left() {
        return left;
    }

    /** The models behind the names of deployments in Azure, as an operator knows them; here the replies say it. */
    Map<String, String> deployments() {
        return deployments;
    }

    private void read(String line) throws IOException {
        String path = member(line, "url").orElse("").split("[?#]", 2)[0];
        String place = member(line, "file").orElseThrow() + path;
        Optional<String> name = DIALECTS.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(place).matches())
                .map(Map.Entry::getValue)
                .findFirst();
        if (name.isEmpty() || !line.contains("\"usage\": true")) {
            leave("no dialect, or no usage recorded");
            return;
        }
        Optional<Dialect> dialect = Dialects.named(name.get(), AppFields.DEFAULT);
        if (dialect.isEmpty()) {
            leave(name.get() + ": not a dialect of core yet");
        } else {
            call(line, path, dialect.get().at(path));
        }
    }

    private void call(String line, String path, Dialect dialect) throws IOException {
        String file = member(line, "file").orElseThrow();
        Path body = FOLDER.resolve(file.substring(0, file.lastIndexOf('.')) + ".req.json");
        byte[] reply = Files.readAllBytes(FOLDER.resolve(file));
        Optional<Usage> usage = usage(dialect, member(line, "kind").orElse(""), reply);
        byte[] request = Files.exists(body) ? Files.readAllBytes(body) : new byte[0];
        if (usage.isEmpty() || usage.get().promptTokens() == 0) {
            leave(dialect.name() + ": no usage found in the reply");
        } else if (dialect.scan(request, request.length, Origin.APPLICATION) instanceof RequestShape shape) {
            String model = shape.model().or(() -> member(line, "model")).orElse("");
            if (path.contains("/deployments/")) {
                member(new String(reply, StandardCharsets.UTF_8), "model")
                        .ifPresent(real -> deployments.put(model, real));
            }
            calls.add(new Call(dialect.name(), model, shape, usage.get().promptTokens()));
        } else {
            leave(dialect.name() + ": no request recorded, or not readable");
        }
    }

    private static Optional<Usage> usage(Dialect dialect, String kind, byte[] reply) throws IOException {
        ResponseMeter meter = dialect.meter(kind.equals("sse") ? "text/event-stream" : "application/json", false);
        meter.pass(reply, 0, reply.length, OutputStream.nullOutputStream());
        meter.end(OutputStream.nullOutputStream());
        return meter.usage();
    }

    private static Optional<String> member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private void leave(String why) {
        left.merge(why, 1, Integer::sum);
    }
}
