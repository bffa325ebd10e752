package io.faregate.body;

import io.faregate.policy.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The dialects of own-dialects.yaml, and their examples: those of the built-in ones that they say again. */
final class OwnDialects {
    private static final String OWN = "own-";
    private static final String FILE = file();
    private static final Map<String, Dialect> READ = new ConcurrentHashMap<>();

    static final List<DialectExample> EXAMPLES = DialectExamples.ALL.stream()
            .filter(example -> FILE.contains("\n  " + OWN + example.name() + ":\n"))
            .map(OwnDialects::again)
            .toList();

    private OwnDialects() {}

    private static DialectExample again(DialectExample builtIn) {
        JsonDialect own = (JsonDialect) named(OWN + builtIn.name(), AppFields.DEFAULT);
        return new DialectExample(
                own.name(),
                ((JsonScanner) own.scanner()).fields(),
                builtIn.max(),
                builtIn.hello(),
                builtIn.denied(),
                builtIn.reply(),
                builtIn.stream());
    }

    static boolean has(String name) {
        return name.startsWith(OWN);
    }

    /** The name of the built-in one. */
    static String builtIn(String name) {
        return has(name) ? name.substring(OWN.length()) : name;
    }

    /** As a route of a policy has it, read from YAML. */
    static Dialect named(String name, AppFields route) {
        String line = "  - {path: /x, dialect: " + name + ", allow-fields: " + route.allowed() + ", allow-headers: "
                + route.headers() + ", unknown-fields: "
                + route.unknown().name().toLowerCase(Locale.ROOT) + "}\n";
        return READ.computeIfAbsent(
                line,
                absent -> PolicyFile.read("own.yaml", FILE + absent)
                        .routes()
                        .get(0)
                        .dialect());
    }

    private static String file() {
        try (InputStream in = OwnDialects.class.getResourceAsStream("own-dialects.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
