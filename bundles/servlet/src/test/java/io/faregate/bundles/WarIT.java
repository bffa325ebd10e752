package io.faregate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faregate.bundles.Server.Kind;
import io.faregate.bundles.Server.Loading;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * The bundle in an application as there were many: no build of its own, a web.xml, and old versions of what the bundle
 * has in it, among its own libraries or among those of its server.
 */
final class WarIT {
    private static final Bundle BUNDLE = Bundle.underTest();

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.faregate.Faregate",
                "io.github.bucket4j.Bucket",
                "com.github.benmanes.caffeine.cache.Cache",
                "com.fasterxml.jackson.core.JsonFactory",
                "org.snakeyaml.engine.v2.api.Load",
                "tools.jackson.core.JsonParser"
            })
    void theClassPathOfTheServersHasNothingOfIt(String type) {
        assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }

    @ParameterizedTest
    @EnumSource
    void amongOldLibrariesOfTheApplication(Kind kind) throws Exception {
        War war = War.of(directory.resolve("war"), BUNDLE, War.oldLibraries(".*"));

        try (ServerLibraries none = new ServerLibraries(List.of());
                Server server = kind.start(none)) {
            assertGuards(server, war, Loading.OWN_FIRST);
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY, OWN_FIRST", "JETTY, SERVER_FIRST", "TOMCAT, OWN_FIRST", "TOMCAT, SERVER_FIRST"})
    void aloneAmongOldLibrariesOfTheServer(Kind kind, Loading loading) throws Exception {
        War war = War.of(directory.resolve("war"), BUNDLE, List.of());

        try (ServerLibraries old = new ServerLibraries(War.oldLibraries(".*"));
                Server server = kind.start(old)) {
            assertGuards(server, war, loading);
        }
    }

    /** A ride at the built-in price, one more than a cent allows, the log of both, and whose classes did it. */
    private void assertGuards(Server server, War war, Loading loading) throws Exception {
        try (Logs log = new Logs("io.faregate.usage");
                Shop shop = Shop.open(server, war, loading, 2, client)) {
            assertThat(shop.ask("hello").body()).isEqualTo(Shop.ANSWER);
            assertThat(shop.ask("hello").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = shop.ask("hello");

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("plans.guest.limits[0]");
            assertThat(log.next())
                    .startsWith("INFO {")
                    .contains(
                            "\"modelGiven\":\"gpt-5-mini\"",
                            "\"usageSource\":\"provider\"",
                            "\"settledCost\":0.00425,");
            assertThat(shop.jarOf("io.faregate.Faregate"))
                    .isEqualTo(BUNDLE.jar().name());
            assertThat(shop.jarOf("io.faregate.shaded.bucket4j.Bucket"))
                    .isEqualTo(BUNDLE.jar().name());
            assertThat(shop.jarOf("io.github.bucket4j.Bucket")).startsWith("bucket4j-core-8.10");
            assertThat(shop.jarOf("com.github.benmanes.caffeine.cache.Cache")).startsWith("caffeine-2.");
            assertThat(shop.jarOf("tools.jackson.core.JsonParser")).startsWith("jackson-core-3.0.0");
        }
    }

    @Test
    void withoutSlf4jItDoesNotStartAndTheLogSaysWhatIsMissing() throws Exception {
        War war = War.of(directory.resolve("war"), BUNDLE, List.of());

        try (Logs log = new Logs("org.apache.catalina.core");
                ServerLibraries none = new ServerLibraries(List.of());
                Server server = Kind.TOMCAT.start(none)) {
            assertThatThrownBy(() -> Shop.open(server, war, Loading.OWN_FIRST, 0, client));
            assertThat(log.lines()).anyMatch(line -> line.contains("org/slf4j/LoggerFactory"));
        }
    }

    @Test
    void withTwoJarsOfSlf4jItNeedsNothingElse() throws Exception {
        List<Jar> slf4j = List.of(
                Jar.of(LoggerFactory.class),
                Jar.of(LoggerFactory.getILoggerFactory().getClass()));
        War war = War.of(directory.resolve("war"), BUNDLE, slf4j);

        try (Logs log = new Logs("io.faregate");
                ServerLibraries none = new ServerLibraries(War.oldLibraries("jackson-.*-2.*"));
                Server server = Kind.TOMCAT.start(none);
                Shop shop = Shop.open(server, war, Loading.OWN_FIRST, 1, client)) {
            assertThat(shop.ask("hello").statusCode()).isEqualTo(200);
            assertThat(shop.jarOf("org.slf4j.LoggerFactory")).startsWith("slf4j-api-2.");
            assertThat(log.next()).contains("gpt-5-mini");
        }
    }
}
