package io.faregate.estimators;

import static org.assertj.core.api.Assertions.assertThat;

import io.faregate.Faregate;
import io.faregate.cost.CostTable;
import io.faregate.cost.TokenEstimator;
import io.faregate.policy.Policy;
import io.faregate.policy.PolicyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/token-estimates.md and docs/cost-tables.md show, and that it is true. */
final class EstimatorsPageTest {

    @Test
    void aGateThatCountsAndLearns() throws IOException {
        byte[] yaml =
                "faregate: 1\nroutes: [{path: /chat, model: {allow: [gpt-5]}}]\n".getBytes(StandardCharsets.UTF_8);
        Policy policy = PolicyFile.read("policy.yaml", name -> new ByteArrayInputStream(yaml));

        // tag::counting[]
        Faregate faregate = Faregate.builder()
                .policy(policy)
                .tokens(TokenEstimators.calibrated(TokenEstimators.bpe()))
                .build();
        // end::counting[]

        try (faregate) {
            assertThat(faregate.policy()).isSameAs(policy);
        }
    }

    @Test
    void anEstimatorOfYourOwn() {
        // tag::own[]
        TokenEstimator words = (model, prompt) -> {
            long tokens = 0;
            for (Iterator<String> pieces = prompt.pieces(4_096); pieces.hasNext(); ) {
                tokens += 2L * pieces.next().split("\\s+").length;
            }
            return Math.min(tokens, prompt.utf8Bytes());
        };
        // end::own[]

        assertThat(words.promptTokens("m", Texts.prompt("a prompt of five words", "user")))
                .isEqualTo(12);
    }

    @Test
    void aListOfOthersBetweenTheBuiltInPricesAndYourOwn() throws IOException {
        CostTable mine = CostTable.builder()
                .model("mine", rates -> rates.input("1").output("2"))
                .build();
        LocalDate today = LocalDate.of(2026, 11, 26);
        try (InputStream json = PriceImportTest.class.getResourceAsStream("page.json")) {
            // tag::import[]
            ImportedPrices imported = PriceImport.liteLlm(json, List.of("openai", "gemini"), today);
            imported.remarks().forEach(System.err::println);
            CostTable costs = mine.over(imported.table("litellm")).over(CostTable.builtIn());
            // end::import[]

            assertThat(costs.version()).matches("custom over litellm [0-9a-f]{8} over built-in 2026-11-23");
            assertThat(costs.price("gemini-page")).isPresent();
            assertThat(costs.price("page-model")).isPresent();
        }
    }
}
