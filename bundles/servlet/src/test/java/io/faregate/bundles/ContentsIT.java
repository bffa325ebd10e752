package io.faregate.bundles;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.objectweb.asm.ClassReader;

/** What is in the jar, and what is not. */
final class ContentsIT {
    private static final int CLASS_VERSION_OF_JAVA_0 = 44;
    private static final String TOOL = "io/faregate/shaded/xyz/wagyourtail/jvmdg/";

    private static final Bundle BUNDLE = Bundle.underTest();

    private final List<String> names = BUNDLE.jar().files();
    private final Map<String, byte[]> classes = BUNDLE.jar().contents(".*\\.class");

    private static String content(String name) {
        return new String(BUNDLE.jar().contents(Pattern.quote(name)).get(name), StandardCharsets.UTF_8);
    }

    @Test
    void everyClassIsBelowItsOwnName() {
        assertThat(classes.keySet()).allMatch(name -> name.startsWith("io/faregate/"));
        assertThat(classes)
                .containsKeys(
                        "io/faregate/Faregate.class",
                        "io/faregate/servlet/FaregateFilter.class",
                        "io/faregate/shaded/bucket4j/Bucket.class",
                        "io/faregate/shaded/caffeine/cache/Cache.class",
                        "io/faregate/shaded/jackson/JsonParser.class",
                        "io/faregate/shaded/snakeyaml/v2/api/LoadSettings.class");
    }

    @Test
    void nothingIsThereTwiceOrOfOneJarAlone() {
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names)
                .noneMatch(name -> name.matches("META-INF/.*\\.(SF|RSA|DSA|EC)"))
                .noneMatch(name -> name.endsWith("module-info.class"))
                .noneMatch(name -> name.startsWith("META-INF/versions/"))
                .filteredOn(name -> !name.startsWith("META-INF/"))
                .allMatch(name -> name.startsWith("io/faregate/"));
    }

    @Test
    void theManifestIsItsOwn() throws IOException {
        Attributes manifest = new Manifest(
                        new ByteArrayInputStream(content("META-INF/MANIFEST.MF").getBytes(StandardCharsets.UTF_8)))
                .getMainAttributes();

        assertThat(manifest.getValue("Automatic-Module-Name")).matches("io\\.faregate\\.servlet(\\.javax)?\\.all");
        assertThat(manifest.getValue("Multi-Release")).isNull();
    }

    @Test
    void everyServiceHasItsClasses() {
        Map<String, byte[]> services = BUNDLE.jar().contents("META-INF/services/.*");

        assertThat(services).isNotEmpty();
        services.forEach((name, content) -> {
            assertThat(classes).containsKey(file(name.substring("META-INF/services/".length())));
            assertThat(new String(content, StandardCharsets.UTF_8).lines())
                    .isNotEmpty()
                    .allMatch(provider -> classes.containsKey(file(provider)));
        });
    }

    private static String file(String type) {
        return type.replace('.', '/') + ".class";
    }

    /** Each library's own, under its name; what no jar had is the text that its POM names. */
    @Test
    void everyLicenceIsThere() {
        assertThat(names)
                .contains(
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/licenses/bucket4j_jdk17-core/LICENSE",
                        "META-INF/licenses/caffeine/LICENSE",
                        "META-INF/licenses/jackson-core/FastDoubleParser-LICENSE",
                        "META-INF/licenses/jackson-core/FastDoubleParser-ThirdParty-LICENSE",
                        "META-INF/licenses/jackson-core/LICENSE",
                        "META-INF/licenses/jackson-core/NOTICE",
                        "META-INF/licenses/jackson-core/Schubfach-LICENSE",
                        "META-INF/licenses/snakeyaml-engine/LICENSE");
        assertThat(content("META-INF/NOTICE"))
                .contains("Bucket4j 8.", "Caffeine 3.", "Jackson core 3.", "SnakeYAML Engine 3.")
                .doesNotContain("@");
        assertThat(content("META-INF/LICENSE")).contains("Apache License");
    }

    /** What looks for known weaknesses of libraries finds them by these. */
    @Test
    void itSaysOfWhichVersionsItIsMade() {
        assertThat(names)
                .contains(
                        "META-INF/maven/com.bucket4j/bucket4j_jdk17-core/pom.properties",
                        "META-INF/maven/io.faregate/faregate-core/pom.properties",
                        "META-INF/maven/org.snakeyaml/snakeyaml-engine/pom.properties",
                        "META-INF/maven/tools.jackson.core/jackson-core/pom.properties");
    }

    @Test
    void noClassIsOfANewerJava() {
        classes.forEach((name, content) -> assertThat(new ClassReader(content).readUnsignedShort(6))
                .as(name)
                .isLessThanOrEqualTo(CLASS_VERSION_OF_JAVA_0 + BUNDLE.java()));
    }

    /** All that a class refers to is in the jar, in the JDK that it is made for, in SLF4J 1.7 or in the servlet API. */
    @Test
    @EnabledIf("isOlderThanThisJdk")
    void nothingOutsideIsNeededButSlf4jAndTheServletApi() throws IOException {
        Linkage linkage = Linkage.of(BUNDLE.java());
        linkage.add(classes.values());
        linkage.add(Jar.of(Servlet.class).classes().values());
        War.oldLibraries("slf4j-api.*").forEach(jar -> linkage.add(jar.classes().values()));
        Set<String> missing = new TreeSet<>();
        classes.forEach((name, content) -> linkage.missing(content).stream()
                .filter(type -> !isOfSchemas(name, type) && !isUnused(name, type))
                .forEach(missing::add));

        assertThat(missing).isEmpty();
    }

    /** A schema in a policy needs a library that the application adds, with its own Jackson 3. */
    private static boolean isOfSchemas(String user, String type) {
        return user.matches("io/faregate/policy/(JsonSchemaCheck|BoundedPattern.*)\\.class")
                && type.matches("(com/networknt/schema|tools/jackson)/.*");
    }

    @Test
    void whatChecksSchemasSpeaksToTheJacksonOfTheApplication() {
        String check = new String(classes.get("io/faregate/policy/JsonSchemaCheck.class"), StandardCharsets.ISO_8859_1);

        assertThat(check).contains("tools/jackson/core/").doesNotContain("io/faregate/shaded/jackson");
    }

    /** Nested classes of the tool's that nothing uses are named by those that they are nested in. */
    private static boolean isUnused(String user, String type) {
        return user.startsWith(TOOL) && type.matches("xyz/wagyourtail/[\\w/]+\\$[\\w$]+");
    }

    /** A compiler knows the releases before its own. */
    static boolean isOlderThanThisJdk() {
        return BUNDLE.java() < Runtime.version().feature();
    }

    @Test
    @EnabledIf("isDowngraded")
    void whatTheToolAddedIsApartFromAllElseWithItsLicence() {
        assertThat(names).anyMatch(name -> name.startsWith(TOOL));
        assertThat(names)
                .filteredOn(name -> name.contains("jvmdg") && name.endsWith(".class"))
                .allMatch(name -> name.startsWith(TOOL));
        assertThat(content("META-INF/licenses/jvmdowngrader/LGPL-2.1.txt"))
                .contains("GNU LESSER GENERAL PUBLIC LICENSE");
        assertThat(content("META-INF/NOTICE")).contains("JvmDowngrader 1.");
    }

    static boolean isDowngraded() {
        return BUNDLE.java() == 11;
    }
}
