package io.faregate.samples.chat;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the demo runs.
 *
 * @param port {@code -Ddemo.port}: where it listens on localhost; 0 for a free port
 * @param policy {@code -Ddemo.policy}: a file in place of the WAR's own policy
 * @param provider {@code -Ddemo.provider}: the base URL of a real provider in place of the stand-in
 * @param key the provider's key, from the environment: {@code DEMO_PROVIDER_KEY} or {@code OPENAI_API_KEY}; may be empty
 * @param webapp the unpacked WAR
 */
record DemoOptions(int port, Optional<Path> policy, Optional<URI> provider, String key, Path webapp) {
    private static final int USUAL_PORT = 8080;

    /** The options that a person gave with {@code -D}. */
    static DemoOptions ofSystem() {
        return of(System::getProperty, System::getenv);
    }

    static DemoOptions of(Lookup properties, Lookup environment) {
        String key = environment.find("DEMO_PROVIDER_KEY");
        String usualKey = environment.find("OPENAI_API_KEY");
        return new DemoOptions(
                port(properties.find("demo.port")),
                given(properties.find("demo.policy")).map(DemoOptions::policyFile),
                given(properties.find("demo.provider")).map(DemoOptions::providerUrl),
                key != null ? key : usualKey != null ? usualKey : "",
                webapp(properties.find("demo.webapp")));
    }

    /** The options of a test: a free port, the stand-in, the WAR's own policy. */
    static DemoOptions onFreePort() {
        return of(name -> name.equals("demo.port") ? "0" : null, name -> null);
    }

    DemoOptions withPolicy(Path file) {
        return new DemoOptions(port, Optional.of(file), provider, key, webapp);
    }

    DemoOptions withPort(int other) {
        return new DemoOptions(other, policy, provider, key, webapp);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "port " + port + ", policy " + policy + ", provider " + provider + ", webapp " + webapp;
    }

    private static int port(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return USUAL_PORT;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new CannotStart("-Ddemo.port is a number from 0 to 65535, not '" + text + "'.");
        }
        return Integer.parseInt(text);
    }

    private static Path policyFile(String text) {
        Path file = Path.of(text).toAbsolutePath().normalize();
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CannotStart("-Ddemo.policy names no file that can be read: " + file);
        }
        return file;
    }

    private static URI providerUrl(String text) {
        try {
            URI url = new URI(text.replaceAll("/+$", "").replaceAll("/v1$", ""));
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException notAnAddress) {
            // said below
        }
        throw new CannotStart("-Ddemo.provider is a base URL as https://api.openai.com, not '" + text + "'.");
    }

    /** Where Maven unpacks the WAR: beside the classes of this one. */
    private static Path webapp(@Nullable String text) {
        Path webapp;
        try {
            Path classes = Path.of(DemoOptions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            webapp = text == null ? classes.resolveSibling("chat-webapp") : Path.of(text);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (!Files.isRegularFile(webapp.resolve("WEB-INF/web.xml"))) {
            throw new CannotStart("The application is not built: " + webapp + " is missing. Run mvn -Pdemo.");
        }
        return webapp;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(some -> !some.isBlank());
    }

    /** Finds a value by name. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        String find(String name);
    }
}
