package io.faregate.body;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose dialect an outgoing call speaks, by where it goes. The policy's own places come first: of those that match, one
 * that names the host before {@code *}, then the longest path. Of all others, those whose paths are known, most of them
 * on every host. Immutable and thread-safe.
 */
public final class ProviderDialects {
    /** The first that fits. */
    private static final Known[] KNOWN = {
        Known.of("mistral", endsWith("/chat/completions"), endsWith(".mistral.ai")),
        Known.of("openai-chat", endsWith("/chat/completions")),
        Known.of("openai-responses", endsWith("/v1/responses")),
        Known.of("openai-completions", endsWith("/completions")),
        Known.of("openai-embeddings", endsWith("/embeddings")),
        Known.of("openai-images", endsWith("/images/generations", "/images/edits", "/images/variations")),
        Known.of("openai-audio", endsWith("/audio/speech", "/audio/transcriptions", "/audio/translations")),
        Known.of("anthropic", endsWith("/v1/messages")),
        Known.of("cohere-v2", endsWith("/v2/chat"), endsWith(".cohere.com", ".cohere.ai")),
        Known.of("ollama", Set.of("/api/chat", "/api/generate")::contains),
        Known.of("gemini", Gemini.PATH.pattern().asMatchPredicate()),
        Known.of("bedrock-converse", BedrockConverse.PATH.pattern().asMatchPredicate())
    };

    private final List<Target> targets;

    private ProviderDialects(List<Target> targets) {
        this.targets = targets;
    }

    /**
     * Dialects as the policy places them, besides those that are built in.
     *
     * @param policy dialects by host and the beginning of the path, as {@code api.openai.com/v1/chat/completions}; the
     *     host may have a port, and {@code *} is any host
     * @return the dialects
     * @throws IllegalArgumentException when a place has no host
     */
    public static ProviderDialects of(Map<String, Dialect> policy) {
        List<Target> targets = new ArrayList<>();
        policy.forEach((place, dialect) -> targets.add(Target.of(place, dialect)));
        targets.sort(Comparator.comparing(Target::anyHost)
                .thenComparing(target -> target.path().length(), Comparator.reverseOrder()));
        return new ProviderDialects(List.copyOf(targets));
    }

    /**
     * The dialect that a call speaks.
     *
     * @param uri where the call goes
     * @return the dialect, or empty when nobody knows: such a call is not read, and settles as it was held
     */
    public Optional<Dialect> find(URI uri) {
        String path = path(uri);
        for (Target target : targets) {
            if (target.matches(uri.getHost(), uri.getPort(), path)) {
                return Optional.of(target.dialect().at(path));
            }
        }
        String host = uri.getHost() == null ? "" : "." + uri.getHost().toLowerCase(Locale.ROOT);
        for (Known known : KNOWN) {
            if (known.fits(host, path)) {
                return Optional.of(known.dialect().at(path));
            }
        }
        return Optional.empty();
    }

    private static String path(URI uri) {
        String path = uri.normalize().getPath();
        return path == null ? "" : path;
    }

    private static Predicate<String> endsWith(String... ends) {
        return path -> {
            for (String end : ends) {
                if (path.endsWith(end)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** A path that says what is spoken there, on some hosts or on all. */
    private record Known(Dialect dialect, Predicate<String> path, Predicate<String> host) {

        static Known of(String dialect, Predicate<String> path) {
            return of(dialect, path, host -> true);
        }

        /** Hosts have a dot before them, so that a domain and all below it end alike. */
        static Known of(String dialect, Predicate<String> path, Predicate<String> host) {
            return new Known(Dialects.named(dialect, AppFields.DEFAULT).orElseThrow(), path, host);
        }

        boolean fits(String asked, String askedPath) {
            return path.test(askedPath) && host.test(asked);
        }
    }

    private record Target(String host, String path, Dialect dialect) {

        static Target of(String place, Dialect dialect) {
            int slash = place.indexOf('/');
            String host = slash < 0 ? place : place.substring(0, slash);
            if (host.isEmpty() || place.contains("://")) {
                throw new IllegalArgumentException("not a host and path, as api.openai.com/v1: " + place);
            }
            String path = slash < 0 ? "" : place.substring(slash);
            boolean closed = path.endsWith("/");
            return new Target(
                    host.toLowerCase(Locale.ROOT), closed ? path.substring(0, path.length() - 1) : path, dialect);
        }

        boolean anyHost() {
            return host.equals("*");
        }

        boolean matches(@Nullable String asked, int port, String askedPath) {
            return isHost(asked, port)
                    && askedPath.startsWith(path)
                    && (askedPath.length() == path.length() || askedPath.charAt(path.length()) == '/');
        }

        private boolean isHost(@Nullable String asked, int port) {
            if (anyHost() || asked == null) {
                return anyHost();
            }
            String name = asked.toLowerCase(Locale.ROOT);
            return host.equals(name) || host.equals(name + ":" + port);
        }
    }
}
