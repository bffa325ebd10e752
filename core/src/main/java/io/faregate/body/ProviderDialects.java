package io.faregate.body;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose dialect an outgoing call speaks, by where it goes. The policy's own places come first: of those that match, one
 * that names the host before {@code *}, then the longest path. Of all others, those whose paths are known, most of them
 * on every host. Immutable and thread-safe.
 */
public final class ProviderDialects {
    private static final Pattern ANY_HOST = Pattern.compile(".*");

    /** The first that fits. */
    private static final List<Known> KNOWN = List.of(
            Known.of("(?:.*\\.)?mistral\\.ai", ".*/chat/completions", "mistral"),
            Known.of(ANY_HOST, ".*/chat/completions", "openai-chat"),
            Known.of(ANY_HOST, ".*/v1/responses", "openai-responses"),
            Known.of(ANY_HOST, ".*/completions", "openai-completions"),
            Known.of(ANY_HOST, ".*/embeddings", "openai-embeddings"),
            Known.of(ANY_HOST, ".*/images/(?:generations|edits|variations)", "openai-images"),
            Known.of(ANY_HOST, ".*/audio/(?:speech|transcriptions|translations)", "openai-audio"),
            Known.of(ANY_HOST, ".*/v1/messages", "anthropic"),
            Known.of("(?:.*\\.)?cohere\\.(?:com|ai)", ".*/v2/chat", "cohere-v2"),
            Known.of(ANY_HOST, "/api/(?:chat|generate)", "ollama"),
            Known.of(ANY_HOST, Gemini.PATH.pattern().pattern(), "gemini"),
            Known.of(ANY_HOST, BedrockConverse.PATH.pattern().pattern(), "bedrock-converse"));

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
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
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

    /** A host and a path that say what is spoken there. */
    private record Known(Pattern host, Pattern path, Dialect dialect) {

        static Known of(String host, String path, String dialect) {
            return of(Pattern.compile(host), path, dialect);
        }

        static Known of(Pattern host, String path, String dialect) {
            return new Known(
                    host,
                    Pattern.compile(path),
                    Dialects.named(dialect, AppFields.DEFAULT).orElseThrow());
        }

        boolean fits(String asked, String askedPath) {
            return path.matcher(askedPath).matches()
                    && (host == ANY_HOST || host.matcher(asked).matches());
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
