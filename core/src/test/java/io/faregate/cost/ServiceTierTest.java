package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceTierTest {

    @ParameterizedTest
    @CsvSource({
        "default, standard",
        "standard_only, standard",
        "ON_DEMAND, standard",
        "ON_DEMAND_PRIORITY, priority",
        "Priority, priority",
        "flex, flex",
        "auto, auto",
        "something.new-2, something.new-2",
        "'no word', unknown",
        "a+b, unknown",
        "'', unknown"
    })
    void allProvidersWordsAreSpelledOneWay(String said, String word) {
        assertThat(ServiceTier.word(said)).isEqualTo(word);
        assertThat(ServiceTier.word("x".repeat(100_000))).isEqualTo("unknown");
    }

    @Test
    void itsNameHasWhatIsNotUsual() {
        assertThat(ServiceTier.UNSAID.name()).isEmpty();
        assertThat(new ServiceTier("standard", "standard", "").name()).isEmpty();
        assertThat(new ServiceTier("priority", "", "us").name()).isEqualTo("priority+us");
        assertThat(new ServiceTier("flex", "fast", "us").name()).isEqualTo("flex+fast+us");
    }

    @Test
    void whatWasSaidCountsPartByPart() {
        ServiceTier asked = new ServiceTier("priority", "fast", "");

        assertThat(new ServiceTier("standard", "", "us").orElse(asked))
                .isEqualTo(new ServiceTier("standard", "fast", "us"));
        assertThat(new ServiceTier("auto", "", "").orElse(asked)).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "standard", "default", "auto", "Priority", "a b", "a+", "a+b+c+d"})
    void noTierIsNamedSo(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates().tier(name, rates -> rates.input("1")))
                .withMessageContaining("tier: found " + (name.isEmpty() ? "nothing" : '"' + name + '"'));
    }

    @Test
    void aTierHasNoTiersAndIsNamedOnce() {
        Rates rates = new Rates().input("1").tier("priority", tier -> tier.input("2"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rates.tier("priority", tier -> tier.input("3")))
                .withMessageContaining("already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rates().tier("fast", tier -> tier.tier("us", deeper -> deeper.input("2"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CostTable.builder().model("m", all -> all.input("1").tier("flex", none -> {})))
                .withMessageContaining("flex input");
    }

    @Test
    void itIsNoMoreThanTheUsualPriceOnlyWhereEveryPartIs() {
        assertThat(ServiceTier.UNSAID.costsNoMore()).isTrue();
        assertThat(new ServiceTier("flex", "standard", "").costsNoMore()).isTrue();
        assertThat(new ServiceTier("flex", "fast", "").costsNoMore()).isFalse();
        assertThat(new ServiceTier("unknown", "", "").costsNoMore()).isFalse();
    }
}
