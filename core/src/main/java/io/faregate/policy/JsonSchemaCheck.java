package io.faregate.policy;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks arguments by a JSON Schema. It and {@link BoundedPattern} alone know the validator, which is not on every class
 * path. Immutable; thread-safe.
 */
final class JsonSchemaCheck implements ArgumentCheck {
    private static final int LONGEST = 100_000;
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 100;
    private static final int MOST_STEPS = 100_000;
    private static final int DEEPEST_STEP = 1_000;
    private static final int LONGEST_FAULT = 300;

    private static final Pattern STANDARD = Pattern.compile("https?://json-schema\\.org/");

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .locale(Locale.ROOT)
            .formatAssertionsEnabled(true)
            .failFast(true)
            .regularExpressionFactory(BoundedPattern::new)
            .build();

    private final Schema schema;

    private JsonSchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /** A check by a schema that is one itself, and refers to nothing that is not there. */
    static JsonSchemaCheck of(String text) {
        try {
            // each schema has a registry of its own: what one calls itself can not be found by another
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaRegistryConfig(CONFIG)
                            .schemaLoader(loader -> loader.allow(JsonSchemaCheck::isOfTheStandard)));
            JsonNode node = JSON.readTree(text);
            Schema schema = registry.getSchema(node);
            String dialect = schema.getSchemaContext().getDialect().getId();
            require(registry.getSchema(SchemaLocation.of(dialect)), node);
            schema.initializeValidators();
            JsonSchemaCheck check = new JsonSchemaCheck(schema);
            // one that leads to itself for ever does so for an empty object too
            var unused = faults(schema, JSON.createObjectNode());
            return check;
        } catch (RuntimeException wrong) {
            throw new IllegalArgumentException("no schema: " + firstLine(wrong), wrong);
        }
    }

    /** These come with the validator; nothing is fetched. */
    private static boolean isOfTheStandard(AbsoluteIri place) {
        return STANDARD.matcher(place.toString()).lookingAt();
    }

    private static void require(Schema schema, JsonNode node) {
        for (Error fault : faults(schema, node)) {
            throw new IllegalArgumentException(fault.toString());
        }
    }

    private static List<Error> faults(Schema schema, JsonNode node) {
        return schema.validate(
                node,
                (ExecutionContext context) -> context.executionConfig(
                        config -> config.maxEvaluationSteps(MOST_STEPS).maxEvaluationDepth(DEEPEST_STEP)));
    }

    @Override
    public Optional<String> fault(String arguments) {
        if (arguments.length() > LONGEST) {
            return Optional.of("The arguments are longer than " + LONGEST + " characters.");
        }
        JsonNode node;
        try {
            node = JSON.readTree(arguments);
        } catch (RuntimeException broken) {
            return Optional.of(said("The arguments are no JSON that can be read: ", firstLine(broken)));
        }
        return node.isMissingNode() ? Optional.of("There are no arguments.") : fault(node);
    }

    private Optional<String> fault(JsonNode node) {
        try {
            return faults(schema, node).stream()
                    .findFirst()
                    .map((Error fault) -> said("The arguments are not those of this tool: ", fault.toString()));
        } catch (RuntimeException | StackOverflowError | BoundedPattern.TooSlow unfinished) {
            return Optional.of("The arguments could not be checked to their end.");
        }
    }

    private static String said(String beginning, String fault) {
        return beginning + (fault.length() <= LONGEST_FAULT ? fault : fault.substring(0, LONGEST_FAULT) + "...");
    }

    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
