package io.faregate.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faregate.cost.ServiceTier.Part;
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
        assertThat(Part.TIER.word(said)).isEqualTo(word);
        assertThat(ServiceTier.UNSAID.with(Part.TIER, said).tier()).isEqualTo(word);
        assertThat(Part.TIER.word("x".repeat(100_000))).isEqualTo("unknown");
    }

    @Test
    void aWordMeansSomethingOnlyWhereItBelongs() {
        assertThat(Part.SPEED.word("standard")).isEqualTo("standard");
        assertThat(Part.SPEED.word("default")).isEqualTo("default");
        assertThat(Part.REGION.word("global")).isEqualTo("standard");
        assertThat(Part.REGION.words()).contains("us").doesNotContain("priority", "auto", "fast");
        assertThat(Part.SPEED.words()).contains("optimized").doesNotContain("us", "flex");
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
    @ValueSource(
            strings = {
                "",
                "standard",
                "default",
                "auto",
                "Priority",
                "a b",
                "a+",
                "a+b+c+d",
                "us+fast",
                "us+priority",
                "optimized+flex",
                "priority+priority",
                "priority+standard",
                "auto+us",
                "on_demand_flex",
                "global",
                "us+us",
                "+us"
            })
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

    @ParameterizedTest
    @ValueSource(strings = {"priority+us", "fast+us", "priority+fast+us", "eu", "priority+eu", "ultrafast", "turbo+us"})
    void whatARequestMayAskForIsAName(String name) {
        assertThat(new Rates().tier(name, rates -> rates.input("1")).tiers()).containsOnlyKeys(name);
    }

    @Test
    void whatIsCheaperIsNotSureBeforeAReplySaysSo() {
        assertThat(ServiceTier.UNSAID.withoutCheaper()).isSameAs(ServiceTier.UNSAID);
        assertThat(new ServiceTier("flex", "fast", "us").withoutCheaper())
                .isEqualTo(new ServiceTier("standard", "fast", "us"));
        assertThat(new ServiceTier("priority", "", "").withoutCheaper()).isEqualTo(new ServiceTier("priority", "", ""));
    }

    @Test
    void whatIsCheaperCostsWhatIsLeftOfItWithoutARowOfItsOwn() {
        Price price = CostTable.builder()
                .model("m", rates -> rates.input("1").tier("us", near -> near.input("2")))
                .build()
                .price("m")
                .orElseThrow();
        Usage million = Usage.of(1_000_000, 0);

        assertThat(price.at(new ServiceTier("flex", "", "us")).orElseThrow().of(million))
                .hasValue(Money.of("2"));
        assertThat(price.at(new ServiceTier("batch", "", "")).orElseThrow().of(million))
                .hasValue(Money.of("1"));
        assertThat(price.at(new ServiceTier("flex", "fast", ""))).isEmpty();
        assertThat(price.at(new ServiceTier("auto", "", "us")).orElseThrow().of(million))
                .hasValue(Money.of("2"));
        assertThat(price.at(new ServiceTier("unknown", "", ""))).isEmpty();
    }
}
