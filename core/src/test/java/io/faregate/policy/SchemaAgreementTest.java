package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An editor that checks a policy by the schema and the parser that reads it say the same. */
class SchemaAgreementTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(resource("faregate-policy.schema.json"));

    /** What no schema can know: whether another place of the policy, or of the disk, has what a value names. */
    private static final Pattern OF_ANOTHER_VALUE = Pattern.compile(
            "which has no price|found no schema: |which no list|which a list|which no plan|but there is no |found the same "
                    + "|dialect: found '[^']+', allowed: (?!.*, or one of dialects)app, "
                    + "|providers\\.\\S+: found '[^']+', allowed: (?!.*, or one of dialects)openai-chat, "
                    + "|allowed: a plan of this policy|allowed: at most max|plan: found '[^']+', allowed: [a-z, ]+$");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first.yaml",
                "design.yaml",
                "behind-a-proxy.yaml",
                "agents.yaml",
                "dialects.yaml",
                "after-abort.yaml"
            })
    void aPolicyThatIsReadHasNoMistakeInTheSchema(String name) {
        String policy = resource(name);
        assertThatCode(() -> TestPolicies.read(policy)).doesNotThrowAnyException();
        assertThat(mistakes(policy)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first.yaml",
                "design.yaml",
                "behind-a-proxy.yaml",
                "agents.yaml",
                "dialects.yaml",
                "after-abort.yaml"
            })
    void aPolicyWithOneValueChangedIsJudgedAlike(String name) {
        for (String policy : Mutants.of(resource(name))) {
            List<String> beyond = whatTheParserSays(policy);
            beyond.removeIf(message -> OF_ANOTHER_VALUE.matcher(message).find());
            assertThat(mistakes(policy).isEmpty()).as("%s%n%s", beyond, policy).isEqualTo(beyond.isEmpty());
        }
    }

    private static List<String> whatTheParserSays(String policy) {
        try {
            TestPolicies.read(policy);
            return new ArrayList<>();
        } catch (PolicyException mistaken) {
            return mistaken.getMessage().lines().collect(Collectors.toCollection(ArrayList::new));
        }
    }

    static List<MistakeCase> seenByBoth() {
        return MistakeCase.all().stream().filter(MistakeCase::schemaToo).toList();
    }

    @ParameterizedTest
    @MethodSource("seenByBoth")
    void aMistakeOfShapeIsAMistakeInTheSchema(MistakeCase wrong) {
        assertThat(mistakes(wrong.file())).as(wrong.title()).isNotEmpty();
    }

    private static List<Error> mistakes(String yaml) {
        return SCHEMA.validate(yaml, InputFormat.YAML);
    }

    private static String resource(String name) {
        try (InputStream in = SchemaAgreementTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
