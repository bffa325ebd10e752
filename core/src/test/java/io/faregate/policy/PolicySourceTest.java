package io.faregate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faregate.cost.Money;
import io.faregate.cost.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicySourceTest {
    private static final String ONE = """
            faregate: 1
            costs: {tables: [prices.csv]}
            plans: {free: {models: [mini]}}
            callers: {default-plan: free}
            routes: [{path: /a}]
            """;
    private static final String TWO = ONE.replace("/a", "/b");

    @TempDir
    Path dir;

    private Path file;
    private PolicySource source;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(dir.resolve("policy.yaml"), ONE);
        Files.writeString(dir.resolve("prices.csv"), "model,input,output\nmini,1,2\n");
        source = PolicySource.of(file);
        assertThat(source.read().routes().get(0).path()).isEqualTo("/a");
    }

    @Test
    void whatHasNotChangedIsNotReadAgain() throws IOException {
        Files.writeString(file, ONE);
        assertThat(source.changed()).isEmpty();
        assertThat(source.changed()).isEmpty();
    }

    @Test
    void aChangeCountsWhenItIsFoundTwice() throws IOException {
        Files.writeString(file, ONE.substring(0, ONE.length() - 20));
        assertThat(source.changed()).isEmpty();
        Files.writeString(file, TWO);
        assertThat(source.changed()).isEmpty();
        assertThat(source.changed().orElseThrow().routes().get(0).path()).isEqualTo("/b");
        assertThat(source.changed()).isEmpty();
    }

    @Test
    void aChangedPriceTableIsAChange() throws IOException {
        Files.writeString(dir.resolve("prices.csv"), "model,input,output\nmini,3,2\n");
        assertThat(source.changed()).isEmpty();
        Policy changed = source.changed().orElseThrow();
        assertThat(changed.costs().price("mini").orElseThrow().of(Usage.of(1_000_000, 0)))
                .hasValue(Money.of("3"));
    }

    @Test
    void aMistakeIsSaidOnceAndTheCorrectionCounts() throws IOException {
        Files.writeString(file, ONE + "colour: red\n");
        assertThat(source.changed()).isEmpty();
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(source::changed)
                .withMessageContaining("policy.yaml:6:1: colour: found an unknown key");
        assertThat(source.changed()).isEmpty();
        Files.writeString(file, TWO);
        assertThat(source.changed()).isEmpty();
        assertThat(source.changed()).isPresent();
    }

    @Test
    void aFileThatIsGoneIsSaidOnceAndCountsWhenItComesBack() throws IOException {
        Files.delete(file);
        assertThat(source.changed()).isEmpty();
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(source::changed);
        assertThat(source.changed()).isEmpty();
        Files.writeString(file, TWO);
        assertThat(source.changed()).isEmpty();
        assertThat(source.changed()).isPresent();
    }
}
