package io.faregate.policy;

import java.util.Optional;

/**
 * Looks at the arguments of a tool's call before the tool sees them. Asked for each call, with whatever the model wrote;
 * must be quick and thread-safe. A check that throws refuses the call.
 */
@FunctionalInterface
public interface ArgumentCheck {

    /** Lets all arguments pass. */
    ArgumentCheck NONE = arguments -> Optional.empty();

    /**
     * What is wrong with some arguments.
     *
     * @param arguments the arguments, as the model wrote them
     * @return what is wrong with them, in one sentence that the model may be told; empty when the tool may see them
     */
    Optional<String> fault(String arguments);

    /**
     * Arguments that are one JSON document of a schema. The document has at most 100,000 characters, each name in an
     * object once, and at most 64 levels; formats are checked. References lead to places in the schema itself: nothing
     * is fetched. Needs {@code com.networknt:json-schema-validator} on the class path.
     *
     * @param schema a JSON Schema, of draft 2020-12 unless its {@code $schema} says another
     * @return a check by that schema
     * @throws IllegalArgumentException when it is no schema, or refers to another document
     * @throws IllegalStateException when the validator is not on the class path
     */
    static ArgumentCheck schema(String schema) {
        try {
            return JsonSchemaCheck.of(schema);
        } catch (LinkageError missing) {
            throw new IllegalStateException(
                    "a schema needs com.networknt:json-schema-validator, version 3, on the class path", missing);
        }
    }
}
