package io.faregate.policy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PolicySchemaTest {
    private static final Path SCHEMA =
            Generated.root().resolve("core/src/main/resources/io/faregate/policy/faregate-policy.schema.json");

    @Test
    void theSchemaIsTheKeyTable() throws IOException {
        Generated.check(SCHEMA, SchemaText.of(RootKeys.ROOT));
    }
}
