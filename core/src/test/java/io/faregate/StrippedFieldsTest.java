package io.faregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrippedFieldsTest {
    private final List<String> said = new ArrayList<>();
    private final StrippedFields stripped = new StrippedFields(said::add);

    @Test
    void aRequestThatLosesNothingIsNotSpokenOf() {
        stripped.saw("/a", List.of(), List.of());

        assertThat(said).isEmpty();
    }

    @Test
    void nobodyFillsALogWithFields() {
        for (int i = 0; i < 1_000; i++) {
            stripped.saw("/a", List.of("/x" + i), List.of("?y"));
        }
        stripped.saw("/b", List.of(), List.of("?z"));

        assertThat(said).hasSize(11).last().asString().contains(" 1 requests on /b ", "?z");
        assertThat(said.get(9)).contains(" 512 requests on /a ", "/x511, ?y").doesNotContain("\n");
    }
}
