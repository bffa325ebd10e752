package io.faregate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** From the top downwards. */
    private static final List<String> PACKAGES = List.of(
            "io.faregate",
            "io.faregate.policy",
            "io.faregate.control",
            "io.faregate.budget",
            "io.faregate.body",
            "io.faregate.usage",
            "io.faregate.cost",
            "io.faregate.sockets",
            "io.faregate.ride");

    private static final Set<String> CLOCK_OWNERS =
            Set.of("io.faregate.FaregateBuilder", "io.faregate.ride.SystemTicker", "io.faregate.ride.Ticker");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.faregate");

    @Test
    void packagesDependOnlyDownwardsAndSoNeverInCycles() {
        LayeredArchitecture layers =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String name : PACKAGES) {
            layers = layers.layer(name).definedBy(name);
        }
        for (int i = 0; i < PACKAGES.size(); i++) {
            String[] lower = PACKAGES.subList(i + 1, PACKAGES.size()).toArray(String[]::new);
            layers = lower.length == 0
                    ? layers.whereLayer(PACKAGES.get(i)).mayNotAccessAnyLayer()
                    : layers.whereLayer(PACKAGES.get(i)).mayOnlyAccessLayers(lower);
        }
        layers.check(CORE);
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        classes()
                .should()
                .resideInAnyPackage(PACKAGES.toArray(String[]::new))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void onlyBudgetKnowsBucket4j() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.faregate.budget")
                .should()
                .dependOnClassesThat(resideInAPackage("io.github.bucket4j.."))
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void coreKnowsNoContainer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..", "javax.servlet..", "javax.ws.rs..", "javax.enterprise..", "javax.inject..")
                .allowEmptyShould(true)
                .check(CORE);
    }

    @Test
    void nothingIsPrintedToTheStandardStreams() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.allowEmptyShould(true).check(CORE);
    }

    @Test
    void timeIsReadOnlyThroughATicker() {
        noClasses()
                .that(doNotOwnAClock())
                .should()
                .accessTargetWhere(readsTheSystemClock())
                .allowEmptyShould(true)
                .check(CORE);
    }

    private static DescribedPredicate<JavaClass> doNotOwnAClock() {
        return DescribedPredicate.describe(
                "are none of " + CLOCK_OWNERS,
                type -> CLOCK_OWNERS.stream()
                        .noneMatch(owner ->
                                type.getName().equals(owner) || type.getName().startsWith(owner + "$")));
    }

    private static DescribedPredicate<JavaAccess<?>> readsTheSystemClock() {
        return DescribedPredicate.describe("it reads the system's clock", access -> {
            String type = access.getTarget().getOwner().getName();
            String method = access.getTarget().getName();
            return switch (type) {
                case "java.lang.System" -> method.equals("nanoTime") || method.equals("currentTimeMillis");
                case "java.time.Clock" -> method.startsWith("system") || method.startsWith("tick");
                default -> type.startsWith("java.time.") && method.equals("now") && !takesAClock(access);
            };
        });
    }

    private static boolean takesAClock(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(parameter -> parameter.isEquivalentTo(Clock.class));
    }
}
